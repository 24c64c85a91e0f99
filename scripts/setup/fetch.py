"""Downloads one file with pip's own network session, so that pip's index, proxy, certificates and credentials apply.

    fetch.py wheel NAME VERSION PYTHON_VERSION PLATFORM SHA256 PART
    fetch.py url URL PART

Writes to PART, going on from the bytes that are there already, and prints one JSON document a line:
{"at": bytes, "total": bytes} while it runs; {"done": true} at the end; {"error": text, "kind": "refused" | "not-found" | "internals"}.
Exit code 0 when the file is complete; the caller verifies its sha256.
"""
import json
import os
import sys
import threading
import time

ATTEMPTS = 6
CHUNK = 1 << 18


class NotFound(Exception):
    pass


def emit(**fields):
    try:
        sys.stdout.write(json.dumps(fields) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever asked is gone. What is on disk stays, for the next one to go on from.
        os._exit(1)


def end_with_parent(parent):
    """A killed set-up must not leave a downloader behind that writes to the file which the next one goes on with."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def find_wheel(finder, name, version, sha256):
    """The link of the pinned wheel. One whose published hash differs from the pin is never taken."""
    candidates = [c for c in finder.find_all_candidates(name) if str(c.version) == version and c.link.is_wheel]
    if not candidates:
        raise NotFound("%s %s was not found in the configured package index" % (name, version))
    fitting = [c.link for c in candidates if not c.link.hash or c.link.hash_name != "sha256" or c.link.hash == sha256]
    if not fitting:
        raise NotFound("the configured package index has %s %s only with another sha256 than the pinned one" % (name, version))
    return fitting[0].url_without_fragment


def fetch_once(session, url, part):
    """One connection. Returns True when the file is complete."""
    at = os.path.getsize(part) if os.path.exists(part) else 0
    headers = {"Accept-Encoding": "identity", "Cache-Control": "no-cache"}
    if at:
        headers["Range"] = "bytes=%d-" % at
    response = session.get(url, headers=headers, stream=True)
    if at and response.status_code == 416:
        # Complete already, or longer than the file: the sha256 decides.
        return True
    response.raise_for_status()
    if at and response.status_code != 206:
        at = 0
    length = int(response.headers.get("Content-Length") or 0)
    total = at + length if length else 0
    last = 0.0
    with open(part, "ab" if at else "wb") as out:
        for chunk in response.raw.stream(CHUNK, decode_content=False):
            out.write(chunk)
            at += len(chunk)
            now = time.monotonic()
            if now - last > 0.2:
                last = now
                emit(at=at, total=total)
    emit(at=at, total=total)
    return not total or at >= total


def fetch(session, url, part, patient):
    """Goes on where a broken connection stopped, a few times with growing pauses. Without patience, a server that
    was not reached the first time is not tried again."""
    from pip._vendor import requests, urllib3

    temporary = (requests.exceptions.ConnectionError, requests.exceptions.Timeout, urllib3.exceptions.HTTPError, OSError)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            if fetch_once(session, url, part):
                return
            reason = "the connection closed early"
        except requests.exceptions.HTTPError as error:
            if error.response.status_code < 500:
                raise
            reason = str(error)
        except temporary as error:
            reason = str(error)
        reached = os.path.exists(part) and os.path.getsize(part) > 0
        if attempt == ATTEMPTS or not (patient or reached):
            raise ConnectionError(reason)
        time.sleep(min(2 ** (attempt - 1), 15) * float(os.environ.get("CROSSFADE_RETRY_PAUSE", "1")))


def main(argv):
    try:
        from pip._internal.commands.download import DownloadCommand
        from pip._internal.cli.cmdoptions import make_target_python
    except ImportError as error:
        emit(error="pip's internals differ: %s" % error, kind="internals")
        return 1

    kind, part = argv[0], argv[-1]
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()

    class Fetch(DownloadCommand):
        def run(self, options, args):
            try:
                # fetch() does the retrying, with a resume in between; pip's own would start again.
                options.retries = 0
                if kind == "url":
                    options.timeout = min(options.timeout or 15, 20)
                session = self.get_default_session(options)
                if kind == "url":
                    url = argv[1]
                else:
                    finder = self._build_package_finder(
                        options=options, session=session, target_python=make_target_python(options)
                    )
                    url = find_wheel(finder, argv[1], argv[2], argv[5])
                fetch(session, url, part, patient=kind == "wheel")
            except NotFound as error:
                emit(error=str(error), kind="not-found")
                return 1
            except (AttributeError, TypeError) as error:
                emit(error="pip's internals differ: %s" % error, kind="internals")
                return 1
            except Exception as error:
                emit(error=str(error), kind="refused")
                return 1
            emit(done=True)
            return 0

    # The wheel goes to our own cache, so pip's is left alone: it would keep a second copy.
    options = ["--quiet", "--no-cache-dir", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check"]
    if kind == "wheel":
        options += ["--python-version", argv[3], "--platform", argv[4]]
    return Fetch("download", "").main(options + ["placeholder"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
