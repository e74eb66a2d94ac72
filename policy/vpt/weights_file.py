"""A look into a file of ``torch.save`` before torch reads it: tensors only, and no larger in memory than on disk.

torch's own loader of tensors refuses code, but it unpacks what is compressed and makes arrays of any size that the
pickle asks for. So the pickle's opcodes are read first, without executing them, and only what a dict of tensors needs is
let through; entries of the archive must be stored, not compressed, as torch writes them.
"""

from __future__ import annotations

import pickletools
import re
import zipfile
from pathlib import Path
from typing import IO

MAX_PICKLE = 1 << 20  # bytes; the released files' pickles have some 20 kB
_OPCODES = frozenset({
    "PROTO", "STOP", "MARK", "BINPUT", "LONG_BINPUT", "BINGET", "LONG_BINGET", "NONE", "NEWTRUE", "NEWFALSE", "BININT",
    "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "SHORT_BINSTRING", "EMPTY_LIST", "APPEND", "APPENDS",
    "EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "EMPTY_DICT", "SETITEM", "SETITEMS", "BUILD", "BINPERSID",
    "GLOBAL", "REDUCE",  # only for what _GLOBALS lets through
})  # fmt: skip
_GLOBALS = re.compile(r"collections OrderedDict|torch\._utils (_rebuild_tensor_v2|_rebuild_parameter)|torch \w+Storage")
_LEGACY_PARTS = 5  # pickles in a row: magic number, version, system, the tensors, names of storages


def check_weights_file(path: Path) -> None:
    """Raise ``ValueError`` with one sentence unless ``path`` is a whole, uncompressed file of tensors.

    Whether the tensors fit their storages is left to torch.
    """
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":  # how torch tells the two forms apart; an archive may hang behind a pickle
            file.seek(0)
            for _ in range(_LEGACY_PARTS):
                _check_pickle(path, file)
            return
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(path, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeDecodeError, EOFError) as error:
        raise ValueError(f"{path}: damaged or not a file of weights: {str(error)[:200]}") from None


def _check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    packed = next((entry for entry in entries if entry.compress_type != zipfile.ZIP_STORED), None)
    if packed is not None:
        raise ValueError(f"{path}: refused, {packed.filename!r} is compressed, which no file of weights is")
    size = path.stat().st_size
    if sum(entry.file_size for entry in entries) > size:
        raise ValueError(f"{path}: damaged, its entries claim more than the {size} bytes that it has")
    pickles = [entry for entry in entries if entry.filename.rpartition("/")[2] == "data.pkl"]
    if len(pickles) != 1:
        raise ValueError(f"{path}: not a file of weights: it has {len(pickles)} entries data.pkl, not 1")
    with archive.open(pickles[0]) as file:
        _check_pickle(path, file)


def _check_pickle(path: Path, file: IO[bytes]) -> None:
    """Read one pickle's opcodes, executing none."""
    begin = file.tell()
    opcodes = pickletools.genops(file)
    while True:
        try:
            found = next(opcodes, None)
        except Exception as error:  # cut short, no such opcode, no text, a number of too many digits
            reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
            raise ValueError(f"{path}: damaged or not a file of weights: {reason}") from None
        if found is None:
            return
        opcode, argument, position = found
        refused = None
        if opcode.name == "GLOBAL" and not _GLOBALS.fullmatch(str(argument)):
            refused = f"it asks for {str(argument).replace(' ', '.')[:80]!r}"
        elif opcode.name not in _OPCODES:
            refused = f"opcode {opcode.name} at byte {position}"
        if refused is not None:
            raise ValueError(f"{path}: refused, weights must be tensors and nothing else: {refused}")
        if (position or 0) - begin > MAX_PICKLE:
            raise ValueError(f"{path}: refused, its list of tensors is longer than {MAX_PICKLE} bytes")
