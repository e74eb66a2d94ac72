"""Which files make an episode, and which names in a folder are episodes."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

from craftagent.datasets.damage import short

# Names that are safe in every shell, table and file system. Contractor names ("cheeky-cornflower-02e496-2022") fit.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.,+=@ ()-]{0,199}")
VIDEO = ".mp4"
ROWS = ".jsonl"
GOALS = ".goals.jsonl"
META = ".meta.json"
PART = ".part-"  # temporary files are ".part-NAME.SUFFIX": the leading dot keeps them out of every listing


def bad_name(name: str) -> str | None:
    """Why ``name`` can not be an episode's, in one sentence, or None if it can."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name != name.strip() or ".." in name:
        return f"the name {short(name)} is not safe: letters, digits and _ . , + = @ ( ) - only, no '..', not hidden"
    if name.endswith((".goals", ".meta")):
        return f"the name {short(name)} ends like another episode's side file"
    return None


@dataclasses.dataclass(frozen=True, order=True)
class EpisodePaths:
    """The files of one episode. Raises ``ValueError`` for a name that is not a plain, safe file name."""

    folder: Path
    name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", Path(self.folder))
        reason = bad_name(self.name)
        if reason:
            raise ValueError(reason)

    @property
    def video(self) -> Path:
        return self.folder / (self.name + VIDEO)

    @property
    def rows(self) -> Path:
        return self.folder / (self.name + ROWS)

    @property
    def goals(self) -> Path:
        return self.folder / (self.name + GOALS)

    @property
    def meta(self) -> Path:
        return self.folder / (self.name + META)

    @property
    def files(self) -> tuple[Path, Path, Path, Path]:
        """In the order in which they get their final names: the video last, so that it proves the others."""
        return (self.goals, self.meta, self.rows, self.video)

    def part(self, final: Path) -> Path:
        """The temporary name of one of :attr:`files` while it is being written."""
        return final.with_name(PART + final.name)


def scan_episodes(folder: str | Path, recursive: bool = True) -> tuple[list[EpisodePaths], list[tuple[str, str]]]:
    """Episodes of a folder and (relative name, reason) of what looks like one and is refused, both sorted.

    Hidden files and folders are left out. Links are followed only inside ``folder``; linked folders never are.
    Raises ``OSError`` if the folder itself can not be listed.
    """
    top = Path(folder)
    root = top.resolve(strict=True)
    found: set[EpisodePaths] = set()
    refused: list[tuple[str, str]] = []
    bad: set[tuple[Path, str]] = set()
    todo = [top]
    while todo:
        here = todo.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            if here == top:
                raise
            refused.append((str(here.relative_to(top)), f"the folder can not be listed: {error.strerror}"))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if recursive:
                    todo.append(Path(entry.path))
                continue
            name = next((entry.name[: -len(s)] for s in (GOALS, META, ROWS, VIDEO) if entry.name.endswith(s)), None)
            if name is None:
                continue
            reason = bad_name(name) or _strays(entry, root)
            if reason:
                refused.append((_printable(Path(entry.path).relative_to(top)), reason))
                bad.add((here, name))
            elif not entry.name.endswith((GOALS, META)):
                found.add(EpisodePaths(here, name))
    return sorted(paths for paths in found if (paths.folder, paths.name) not in bad), sorted(refused)


def _strays(entry: os.DirEntry[str], root: Path) -> str | None:
    """Why a file is not one of this folder's own."""
    if entry.is_symlink():
        try:
            target = Path(entry.path).resolve(strict=True)
        except (OSError, RuntimeError):
            return "it is a link that leads nowhere"
        if not target.is_relative_to(root):
            return "it is a link that leads out of the folder"
        if not target.is_file():
            return "it is a link to something that is not a file"
    elif not entry.is_file(follow_symlinks=False):
        return "it is not a plain file"
    return None


def _printable(path: Path) -> str:
    return str(path).encode("unicode_escape", "backslashreplace").decode("ascii")


def list_episodes(folder: str | Path, recursive: bool = True) -> list[EpisodePaths]:
    """Episodes of a folder that have a video, sorted; names that are not safe and links out of it are left out."""
    return [paths for paths in scan_episodes(folder, recursive)[0] if paths.video.is_file()]
