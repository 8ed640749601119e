"""The process that extracts: articles come in on standard input, one JSON line each, and results go out the same way.

    python -P -m loaders.worker [REFERENCE_FOLDER …]

A line that begins with `?` asks for the explanation of `marsad extract --explain` instead, which comes back as a JSON string after `+`.
It says `ready` once the language model is loaded. A result line begins with `+` and an Extraction, or with `-` and the
reason and error class of what went wrong with that article. It ends when its input ends, so no parent leaves it behind.
"""

import os
import sys
import traceback
from pathlib import Path

import msgspec

from schema.errors import MarsadError
from schema.records import Article, to_json

_TRIAL = Article(id="art-trial", text="The army said on Monday that it had killed two men in Kabul.")


def main(folders: list[str]) -> int:
    """Serve until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not look like a result
    from loaders.extract.extractor import explain_article, extract
    from loaders.extract.parse import load_pipeline
    from schema.reference import load_reference

    try:
        nlp = load_pipeline(reference=load_reference(*map(Path, folders)))
        extract(_TRIAL, nlp)  # loads the rest, so that damaged data stops the run and is not blamed on an article
    except (MarsadError, OSError) as error:
        _send(out, b"!", msgspec.json.encode(str(error)))
        return 1
    _send(out, b"ready")
    read_article = msgspec.json.Decoder(Article)
    for line in sys.stdin.buffer:
        article = read_article.decode(line.removeprefix(b"?"))
        try:
            if line.startswith(b"?"):
                result = b"+", msgspec.json.encode(explain_article(article, nlp))
            else:
                result = b"+", to_json(extract(article, nlp))
        except Exception as error:  # noqa: BLE001 - one article's failure, of whatever kind, is a result
            result = b"-", msgspec.json.encode([_explain(error), type(error).__name__])
        _send(out, *result)
    return 0


def _send(out: object, *parts: bytes) -> None:
    out.write(b"".join(parts) + b"\n")  # type: ignore[attr-defined]
    out.flush()  # type: ignore[attr-defined]


def _explain(error: Exception) -> str:
    """The error's words and the place in our code where it arose."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next((f for f in reversed(frames) if "loaders" in f.filename or "schema" in f.filename), None)
    at = f" ({Path(last.filename).name}:{last.lineno})" if last and not isinstance(error, MarsadError) else ""
    return f"{error or type(error).__name__}{at}"[:500]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (BrokenPipeError, KeyboardInterrupt):  # the parent is gone, or is ending us
        os._exit(0)
