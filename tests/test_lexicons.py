"""The word lists: every list keeps to the format, and those that answer one question do not contradict each other."""

from collections import Counter

import pytest

from onrecord import resources

NAMES = sorted(f.name.removesuffix(".txt") for f in resources.path("lexicons").iterdir() if f.name.endswith(".txt"))

# Who can speak, and what kind of thing they are.
NOUNS = ("bodies", "documents", "groups", "media", "quantities", "reporters", "roles", "roles_weak")
TITLES = ("titles", "titles_courtesy", "titles_kept")
PROPER = ("bodies_named", "body_words", "media_named", "nations", "not_names", "parties", "party_letters", "states")
PERSONS = ("female", "forenames_female", "forenames_male", "male", "nicknames", "pronouns")
WHO = NOUNS + TITLES + PROPER + PERSONS

DISJOINT = [
    ("bodies", "documents"),
    ("bodies", "groups"),
    ("bodies", "media"),
    ("bodies", "quantities"),
    ("bodies", "roles"),
    ("bodies", "roles_weak"),
    ("bodies_named", "media_named"),
    ("bodies_named", "parties"),
    ("documents", "groups"),
    ("documents", "media"),
    ("documents", "quantities"),
    ("documents", "roles"),
    ("documents", "roles_weak"),
    ("female", "male"),
    ("forenames_female", "forenames_male"),
    ("groups", "media"),
    ("groups", "quantities"),
    ("media", "roles"),
    ("media", "roles_weak"),
    ("quantities", "roles"),
    ("roles", "roles_weak"),
    ("titles", "titles_courtesy"),
    ("titles", "titles_kept"),
    ("titles_courtesy", "titles_kept"),
]


def lines(name: str) -> list[str]:
    return resources.path(f"lexicons/{name}.txt").read_text(encoding="utf-8").split("\n")


def header(name: str) -> list[str]:
    """The comment lines a list begins with, without their marks."""
    found = []
    for line in lines(name):
        if not line.startswith("#"):
            break
        found.append(line.removeprefix("#").strip())
    return found


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_says_what_it_is_for(name: str) -> None:
    assert header(name)
    assert header(name)[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_list_has_no_stray_white_space(name: str) -> None:
    text = lines(name)
    assert text.pop() == "", "the last line has no line end"
    assert [line for line in text if line != line.strip() or not line.isprintable()] == []
    assert [line for line in text if "  " in line or "| " in line or " |" in line] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_entry_has_an_empty_form(name: str) -> None:
    assert resources.lexicon(name)
    assert [entry for entry in resources.lexicon(name) if not all(entry)] == []


@pytest.mark.parametrize("name", NAMES)
def test_entries_are_lower_case_unless_the_list_says_that_case_matters(name: str) -> None:
    if any(line.startswith("case matters") for line in header(name)):
        assert any(form != form.lower() for form in resources.forms(name)), "case does not matter here"
    else:
        assert [form for form in resources.forms(name) if form != form.lower()] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_entry_stands_twice(name: str) -> None:
    entries = resources.lexicon(name)
    assert repeated(["|".join(entry) for entry in entries]) == []
    if not any(line.startswith("fields:") for line in header(name)):
        assert [entry for entry in entries if len(set(entry)) < len(entry)] == []


@pytest.mark.parametrize("name", WHO)
def test_a_list_is_sorted_by_first_form(name: str) -> None:
    firsts = [entry[0] for entry in resources.lexicon(name)]
    assert firsts == sorted(firsts, key=lambda form: (form.casefold(), form))


@pytest.mark.parametrize("name", WHO)
def test_no_form_stands_in_two_entries_unless_the_list_says_so(name: str) -> None:
    entries = resources.lexicon(name)
    if any(line.startswith("fields:") for line in header(name)):
        assert repeated([entry[0] for entry in entries]) == []
    elif "forms may recur" not in header(name):
        assert repeated([form for entry in entries for form in entry]) == []


@pytest.mark.parametrize("name", WHO)
def test_apostrophes_are_straight(name: str) -> None:
    assert [form for form in resources.forms(name) if "’" in form or "‘" in form] == []


@pytest.mark.parametrize(("one", "other"), DISJOINT)
def test_lists_that_answer_one_question_share_no_form(one: str, other: str) -> None:
    assert resources.forms(one) & resources.forms(other) == set()


@pytest.mark.parametrize("name", ["bodies", "roles", "roles_weak"])
def test_nouns_that_can_be_counted_have_a_plural(name: str) -> None:
    assert [entry for entry in resources.lexicon(name) if len(entry) < 2] == [("figure",)] * (name == "roles_weak")


def test_groups_and_roles_agree_on_the_plural() -> None:
    plurals = {entry[0]: entry[1:] for entry in resources.lexicon("roles")}
    groups = {entry[0]: entry[1:] for entry in resources.lexicon("groups") if len(entry) > 1}
    shared = plurals.keys() & groups.keys()
    assert len(shared) > 100
    assert [word for word in sorted(shared) if plurals[word] != groups[word]] == []


def test_a_group_noun_of_one_form_is_no_person() -> None:
    alone = {entry[0] for entry in resources.lexicon("groups") if len(entry) == 1}
    persons = {entry[0] for name in ("roles", "roles_weak") for entry in resources.lexicon(name)}
    assert alone & persons == set()
    assert {"people", "public", "crowd"} <= alone


@pytest.mark.parametrize(
    ("name", "least"),
    [("roles", 900), ("forenames_male", 400), ("forenames_female", 400), ("bodies", 300), ("documents", 200)],
)
def test_a_list_is_wide_enough_for_news(name: str, least: int) -> None:
    assert len(resources.lexicon(name)) >= least


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("roles", "mayor councillor spokesman spokesmen judge survivor neighbour neighbor coach epidemiologist"),
        ("bodies", "council police department company charity union university party committee court ministry"),
        ("groups", "campaigners officials residents critics experts people voters sources analysts"),
        ("documents", "report study survey poll data figures lawsuit indictment guidance transcript memo records"),
        ("media", "newspaper broadcaster website channel"),
        ("reporters", "reporters journalists media"),
        ("titles", "Sen. Rep. Gov. Prof Cllr DCI PC Sgt Judge Justice Rev Imam President TD Coach"),
        ("titles_courtesy", "Mr Mrs Ms Miss Mx Sir Dame"),
        ("titles_kept", "Lord Lady Baroness Pope Prince Queen"),
        ("male", "mr he father actor spokesman"),
        ("female", "mrs she mother actress congresswoman"),
    ],
)
def test_a_list_knows_the_plain_cases(name: str, words: str) -> None:
    assert set(words.split()) - resources.forms(name) == set()


@pytest.mark.parametrize("word", ["bank", "head", "star", "chief", "wing", "figure", "model", "face"])
def test_words_that_are_seldom_people_are_no_roles(word: str) -> None:
    assert word not in resources.forms("roles")


@pytest.mark.parametrize("name", ["alex", "sam", "chris", "taylor", "robin", "jean", "andrea", "kim", "lindsay"])
def test_a_forename_of_both_men_and_women_tells_nothing(name: str) -> None:
    assert name not in resources.forms("forenames_male") | resources.forms("forenames_female")


@pytest.mark.parametrize(("full", "short"), [("elizabeth", "liz"), ("charles", "chuck"), ("william", "bill")])
def test_a_short_name_belongs_to_a_forename(full: str, short: str) -> None:
    assert short in next(entry for entry in resources.lexicon("nicknames") if entry[0] == full)


def test_every_nickname_entry_has_a_short_form() -> None:
    assert [entry for entry in resources.lexicon("nicknames") if len(entry) < 2] == []


def test_pronouns_have_a_person_a_number_and_a_gender() -> None:
    entries = resources.lexicon("pronouns")
    assert {len(entry) for entry in entries} == {4}
    assert {person for _, person, _, _ in entries} == {"1", "2", "3"}
    assert {number for _, _, number, _ in entries} == {"singular", "plural", "any"}
    assert {gender for _, _, _, gender in entries} == {"male", "female", "thing", "any"}


@pytest.mark.parametrize("gender", ["male", "female"])
def test_pronouns_and_gender_words_agree(gender: str) -> None:
    pronouns = {entry[0] for entry in resources.lexicon("pronouns") if entry[3] == gender}
    others = {entry[0] for entry in resources.lexicon("pronouns") if entry[3] != gender}
    assert pronouns
    assert pronouns <= resources.forms(gender)
    assert others & resources.forms(gender) == set()


def test_a_party_letter_stands_for_a_party() -> None:
    entries = resources.lexicon("party_letters")
    assert {len(entry) for entry in entries} == {2}
    assert {party for _, party in entries} <= resources.forms("parties")
    assert repeated([letters for letters, _ in entries]) == []


def test_every_state_has_its_own_postal_code() -> None:
    entries = resources.lexicon("states")
    codes = [entry[-1] for entry in entries]
    assert len(entries) >= 51
    assert [code for code in codes if len(code) != 2 or not code.isupper()] == []
    assert repeated([form for entry in entries for form in entry]) == []
    assert ("New York", "N.Y.", "NY") in entries


def test_no_common_forename_is_called_no_name() -> None:
    forenames = resources.forms("forenames_male") | resources.forms("forenames_female")
    assert {word.lower() for word in resources.forms("not_names")} & forenames == set()
