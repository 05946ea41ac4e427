"""The files of a knowledge file while they are written: line after line, never lost, never twice, whatever happens.

What a folder has stays as it is until all new files are whole; then they take its place. A run that is cut off leaves
its files, hidden, with a journal of what stands in them; the next one goes on with them. Documents that are as they
were are not read again: their lines are copied, or, as long as nothing before them has changed, left where they are.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from onrecord.batch.answers import Answer
from onrecord.batch.journal import DONE, ENDING, LEFT, NOTHING, WRITING, Journal, Row
from onrecord.knowledge import KINDS, RUN
from onrecord.summary import Counts, added, taken_off

_STEP = 1 << 20


class Store:
    """Takes documents in their order and keeps the files of a folder; ask ``known`` of each before it is read.

    To be used under a lock, one run at a time. ``counts`` are of the documents so far, ``reused`` says how many of them
    were not read.
    """

    def __init__(self, out: Path, made: Mapping[str, str] | None) -> None:
        """Open the files of a folder, with what answers are made by; None leaves that as it was."""
        self._out = out
        self._journal = Journal(out)
        self._open: dict[tuple[int, str], BinaryIO] = {}
        self._files: dict[str, BinaryIO] = {}
        self._place = self._asked = self.reused = 0
        self._ends: Mapping[str, int] = NOTHING
        self.counts = Counts()
        self._end_what_was_ending()
        self._done = self._whole_or_none(self._journal.run_in(DONE))
        self._writing = self._whole_or_none(self._journal.run_in(WRITING))
        self._left = self._whole_or_none(self._journal.run_in(LEFT))
        self._made = made if made is not None else self._journal.made(self._done) if self._done is not None else {}
        # The files that this run would leave as they are: those that a run was writing, else those of the last one.
        self._same = self._writing if self._writing is not None else self._done
        self._alike = self._same is not None
        self._parted = False  # the input has changed since the run that was cut off

    def changed(self) -> list[str]:
        """Name what answers are made by and is not as it was when those here were made."""
        run = self._same
        if run is None:
            return []
        before = self._journal.made(run)
        return [name for name in {**before, **self._made} if before.get(name) != self._made.get(name)]

    def known(self, key: bytes) -> Row | None:
        """Give the row of a document that need not be read; to be asked of every document once, in order."""
        if self._alike and self._same is not None:
            row = self._journal.at(self._same, self._asked)
            self._asked += 1
            # what was refused for want of time or memory stays so in a run that goes on, and is tried anew by the next
            if row is not None and row.key == key and not (row.again and self._same == self._done):
                return row
            self._alike = False
            self._parted = row is not None and self._same == self._writing
        return self._journal.find(key, but=None if self._parted and not self._files else self._writing)

    def like(self, loose: bytes) -> Row | None:
        """Give the row that a document has in the files of the last run, where only the rules were others then."""
        return self._journal.like(loose, self._done) if self._done is not None else None

    def add(self, key: bytes, item: Row | Answer, loose: bytes = b"") -> None:
        """Take in the next document: its answer, or its row as ``known`` or ``like`` gave it."""
        if isinstance(item, Row):
            self.reused += 1
            if item.run == self._same and not self._files and item.place == self._place and item.key == key:
                self._place, self._ends, self.counts = item.place + 1, item.ends, item.counts
                return
        self._begin()
        if isinstance(item, Row):
            before = self._journal.at(item.run, item.place - 1) if item.place else None
            starts = before.ends if before else NOTHING
            lines = {name: self._read(item.run, name, starts[name], item.ends[name]) for name in KINDS}
            counts = taken_off(item.counts, before.counts) if before else item.counts
        else:
            lines, counts = dict(item.lines), item.counts
        for name, content in lines.items():
            self._files[name].write(content)
        self._ends = {name: end + len(lines.get(name, b"")) for name, end in self._ends.items()}
        self.counts = added(self.counts, counts)
        assert self._writing is not None
        told = (
            item.again,
            item.obeyed,
            self._ends,
            self.counts,
            item.loose if isinstance(item, Row) else loose,
            item.found,
        )
        self._journal.add(Row(self._writing, self._place, key, *told))
        self._place += 1

    def make_sure(self) -> None:
        """Put on the disk what was written so far; a run that is killed from now on goes on from here."""
        if self._files:
            for file in self._files.values():
                file.flush()
                os.fsync(file.fileno())
            self._journal.commit()

    @property
    def unfinished(self) -> bool:
        """Whether a run was cut off, and the next one can go on with it."""
        return self._writing is not None

    def settle(self) -> bool:
        """Give up what a run that was cut off has left, and tell whether there are files of one that was not."""
        for run in (self._writing, self._left):
            if run is not None:
                self._journal.drop(run)
        self._journal.commit()
        for name in KINDS:
            for ending in ("tmp", "old"):
                (self._out / f".{name}.{ending}").unlink(missing_ok=True)
        self._writing = self._left = None
        self._same = self._done
        return self._done is not None

    def documents(self) -> Iterator[tuple[Row, dict[str, bytes]]]:
        """Give each document of the last run in order, with its lines in each file."""
        starts: Mapping[str, int] = NOTHING
        run, place = self._done, 0
        while run is not None and (row := self._journal.at(run, place)) is not None:
            yield row, {name: self._read(run, name, starts[name], row.ends[name]) for name in KINDS}
            starts, place = row.ends, place + 1

    def obeyed(self) -> set[str]:
        """Give the ids of the corrections that found their statement."""
        run = self._writing if self._files else self._same
        return self._journal.obeyed(run) if run is not None else set()

    def end(self, summary: bytes) -> None:
        """Put the files in place, with the record of the run: all of them, or after a kill at the next start."""
        last = self._journal.last(self._same) if self._same is not None else None
        whole = last is not None and last.place + 1 == self._place
        if not self._files and whole and self._same == self._done:
            _write(self._out / f".{RUN}.tmp", summary)
            (self._out / f".{RUN}.tmp").replace(self._out / RUN)
            return
        self._begin()
        self.make_sure()
        assert self._writing is not None
        sizes = {}
        for name, file in self._files.items():
            told = os.fstat(file.fileno())
            sizes[name] = [told.st_size, told.st_mtime_ns]
            file.close()
        self._files = {}
        _write(self._out / f".{RUN}.tmp", summary)
        self._journal.change(self._writing, ENDING, sizes)
        self._journal.commit()
        self._end_what_was_ending()

    def close(self) -> None:
        """Let go of all files, as they are."""
        for file in (*self._files.values(), *self._open.values()):
            with suppress(OSError):
                file.close()
        self._journal.close()

    def _begin(self) -> None:
        """Open the files to be written: those of the run that was cut off, or new ones with what stays the same."""
        if self._files:
            return
        last = self._journal.last(self._writing) if self._writing is not None else None
        if self._writing is not None and (last.place + 1 if last else 0) == self._place:
            for name in KINDS:
                path = self._path(self._writing, name)
                os.truncate(path, self._ends[name])
                self._files[name] = path.open("ab")
            return
        old = self._same
        if self._writing is not None:
            self._leave()
        self._writing = self._journal.begin(self._made)
        for name in KINDS:
            self._files[name] = self._path(self._writing, name).open("wb")
            if old is not None and self._ends[name]:
                with self._path(old, name).open("rb") as source:
                    _copy(source, self._files[name], self._ends[name])
        if old is not None:
            self._journal.copy(old, self._writing, self._place)
        for file in self._open.values():
            file.close()
        self._open.clear()

    def _leave(self) -> None:
        """Put the files of a run that was cut off aside, to copy lines from: the input has changed since."""
        assert self._writing is not None
        if self._left is not None:
            self._journal.drop(self._left)
        self._journal.change(self._writing, LEFT)
        self._journal.commit()
        self._left, self._writing = self._writing, None
        for name in KINDS:
            (self._out / f".{name}.tmp").replace(self._out / f".{name}.old")

    def _end_what_was_ending(self) -> None:
        run = self._journal.run_in(ENDING)
        if run is None:
            return
        for name in (*KINDS, RUN):  # run.json last: where it is new, all of them are
            with suppress(FileNotFoundError):
                (self._out / f".{name}.tmp").replace(self._out / name)
        for state in (DONE, LEFT):
            if (old := self._journal.run_in(state)) is not None:
                self._journal.drop(old)
        self._journal.change(run, DONE)
        self._journal.commit()
        for name in KINDS:
            (self._out / f".{name}.old").unlink(missing_ok=True)

    def _whole_or_none(self, run: int | None) -> int | None:
        """Give a run whose files hold all that its rows tell of; one whose files somebody has changed is forgotten."""
        if run is None:
            return None
        last = self._journal.last(run)
        ends = last.ends if last else NOTHING
        told = self._journal.files(run)
        for name in KINDS:
            try:
                found = self._path(run, name).stat()
            except OSError:
                break
            if found.st_size < ends[name] or (told and told[name] != [found.st_size, found.st_mtime_ns]):
                break
        else:
            return run
        self._journal.drop(run)
        self._journal.commit()
        return None

    def _path(self, run: int, name: str) -> Path:
        if run == self._journal.run_in(DONE):
            return self._out / name
        return self._out / f".{name}.{'old' if run == self._journal.run_in(LEFT) else 'tmp'}"

    def _read(self, run: int, name: str, start: int, end: int) -> bytes:
        if start == end:
            return b""
        file = self._open.get((run, name))
        if file is None:
            file = self._open[run, name] = self._path(run, name).open("rb")
        file.seek(start)
        return file.read(end - start)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    """Copy the first bytes of a file; where the file system can, without moving them."""
    target.flush()
    done = 0
    if hasattr(os, "copy_file_range"):
        with suppress(OSError):
            while done < size and (step := os.copy_file_range(source.fileno(), target.fileno(), size - done, done)):
                done += step
    source.seek(done)
    target.seek(done)
    while done < size and (block := source.read(min(_STEP, size - done))):
        target.write(block)
        done += len(block)
