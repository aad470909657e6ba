"""The command line: what can be asked for; the work is in commands/, imported when asked for."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dossier.errors import BadInput

app = typer.Typer(
    name="adwatch",
    help="Finds misleading financial advertising in Chinese.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
examples_app = typer.Typer(no_args_is_help=True, help="Dataset lines.")
export_app = typer.Typer(no_args_is_help=True, help="What the store holds.")
app.add_typer(examples_app, name="examples")
app.add_typer(export_app, name="export")

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="ADWATCH_DATA",
        help="Folder that holds everything; by default the user's data folder.",
        show_default=False,
    ),
]
Model = Annotated[
    Path | None, typer.Option("--model", help="Folder of a trained model.", show_default=False)
]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port of the console.")]
Out = Annotated[Path | None, typer.Option("-o", "--out", help="File to write.", show_default=False)]


@app.command()
def demo(port: Port = 8765, data: Data = None) -> None:
    """Crawl the bundled demo city and open the console with what was found.

    Example: adwatch demo --port 8765 --data ./.demo
    """
    from commands import run

    run.demo(port, data)


@app.command()
def serve(
    port: Port = 8765,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Data = None,
    model: Model = None,
    new_password: Annotated[
        bool, typer.Option("--new-password", help="Give the account a new password first.")
    ] = False,
) -> None:
    """Serve the console and the API over what is in the data folder.

    Example: adwatch serve --port 8765
    """
    from commands import run

    run.serve(run.Place(host, port), data, model, new_password=new_password)


@app.command()
def crawl(
    urls: Annotated[
        list[str] | None, typer.Argument(help="Where to begin; without any, the platform list.")
    ] = None,
    depth: Annotated[int, typer.Option(min=0, help="Links to follow from the first page.")] = 2,
    max_pages: Annotated[int, typer.Option(min=1, help="Pages to file at most.")] = 200,
    allow_private: Annotated[
        list[str] | None,
        typer.Option(help="Host that may stand at a private or loopback address."),
    ] = None,
    delay: Annotated[float, typer.Option(min=0, help="Seconds between requests to a domain.")] = 1,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds to wait for a page.")] = 20,
    data: Data = None,
    model: Model = None,
) -> None:
    """Crawl pages, judge them and file every visit; the same command resumes a broken crawl.

    Example: adwatch crawl https://www.example.com/ --depth 2 --max-pages 200
    """
    from commands import crawl as command

    wish = command.Wish(
        tuple(urls or ()), depth, max_pages, tuple(allow_private or ()), delay, timeout
    )
    command.crawl(wish, data, model)


@app.command()
def score(
    file: Annotated[str, typer.Argument(help="Text or JSONL file; - reads standard input.")] = "-",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="A JSON object a line.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    as_of: Annotated[str | None, typer.Option(help="Day to judge on, like 2015-12-01.")] = None,
    out: Out = None,
    model: Model = None,
    data: Data = None,
) -> None:
    """Judge one text, or every line {"id", "text", "as_of"?} of a JSONL file.

    Example: adwatch score --jsonl texts.jsonl -o answers.jsonl
    """
    from commands import score as command

    wish = command.Wish(file, jsonl, as_json, as_of, out)
    command.score(wish, data, model)


@app.command()
def train(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Dataset lines; by default all of datasets/.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for the model.", show_default=False)
    ] = None,
) -> None:
    """Train a model from dataset lines.

    Example: adwatch train datasets/*.jsonl reviewed.jsonl -o my-model
    """
    from commands import model

    model.train(files or [], out)


@app.command()
def evaluate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Dataset lines; by default all of datasets/.")
    ] = None,
    model: Model = None,
    worlds: Annotated[
        bool, typer.Option("--worlds", help="Hold out product worlds and writers too.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Report to write.", show_default=False)
    ] = None,
    fit: Annotated[
        bool, typer.Option("--fit", help="Keep calibration and lines for the next training.")
    ] = False,
    raise_floors: Annotated[
        bool, typer.Option("--raise", help="Raise the floors to what was measured.")
    ] = False,
    lower: Annotated[
        bool, typer.Option("--lower", help="Set the floors to what was measured, lower ones too.")
    ] = False,
) -> None:
    """Train on parts of the lines and judge the rest, or measure a model on lines it has not seen.

    Example: adwatch evaluate --worlds --html report.html
    """
    from commands import model as command

    command.evaluate(command.Wish(files or [], model, worlds, fit, raise_floors, lower, html))


@examples_app.command("pull")
def examples_pull(out: Out = None, data: Data = None) -> None:
    """Write the decisions of people as dataset lines that `adwatch train` takes.

    Example: adwatch examples pull -o reviewed.jsonl
    """
    from commands import cases

    cases.pull(out, data)


@export_app.command("pages")
def export_pages(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="A JSON object a line.")] = True,
    out: Out = None,
    data: Data = None,
) -> None:
    """Write every page with its text, verdict and reviews.

    Example: adwatch export pages --jsonl -o pages.jsonl
    """
    from commands import cases

    cases.export_pages(out, data)


def main() -> None:
    """Run the command line; what a person handed in wrongly is one line and exit code 2."""
    try:
        app()
    except BadInput as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"{error.filename or 'file'}: {error.strerror or error}")


def _refuse(line: str) -> None:
    print(f"adwatch: {line}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
