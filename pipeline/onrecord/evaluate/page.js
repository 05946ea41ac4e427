const box = document.getElementById("words");
const cards = [...document.querySelectorAll(".card")].map((card) => [card, card.textContent.toLowerCase()]);
const sections = [...document.querySelectorAll("section")];
function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const [card, text] of cards) card.hidden = !words.every((word) => text.includes(word));
  for (const section of sections) {
    const shown = section.querySelectorAll(".card:not([hidden])").length;
    section.hidden = shown === 0;
    section.querySelector(".count").textContent = shown;
  }
}
box.closest("label").hidden = false;
box.addEventListener("input", filter);
filter();
