"""The block of a README that is written by the command, so that no figure is copied by hand."""

from pathlib import Path

BEGIN, END = "<!-- found: begin -->", "<!-- found: end -->"


def replaced(text: str, block: str) -> str:
    """Return a README with its block between the two comments replaced.

    Raises
    ------
    ValueError
        When the two comments are not there, once each and in order.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError(f"one {BEGIN} and after it one {END} are needed")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{block.strip()}\n\n{END}{after}"


def write(readme: Path, block: str) -> None:
    """Replace the block of a README."""
    readme.write_text(replaced(readme.read_text("utf-8"), block), "utf-8")
