"""Reading the examples: the same as Rasa's own importer, quicker, and with clear errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.importers.rasa import RasaFileImporter

from bot.nlu.importer import ExamplesError, ExamplesImporter

EXAMPLES = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - 你好
    - 在吗 客服
- intent: no_reason
  examples:
  - text: |
      不想要了，运费12谁出
    metadata:
      also: [freight_insurance]
      facts: {return_freight: "12.00"}
  - text: |
      大了一码
"""


def test_it_reads_what_rasa_reads(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(EXAMPLES, encoding="utf-8")
    ours = ExamplesImporter(training_data_paths=[str(tmp_path)]).get_nlu_data()
    theirs = RasaFileImporter(training_data_paths=[str(tmp_path)]).get_nlu_data()
    assert len(ours.training_examples) == 4
    assert ours.fingerprint() == theirs.fingerprint()


def test_a_file_of_another_shape_is_named(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text("nlu:\n- intent: greet\n", encoding="utf-8")
    importer = ExamplesImporter(training_data_paths=[str(tmp_path)])
    with pytest.raises(ExamplesError, match=r"nlu\.yml holds no examples"):
        importer.get_nlu_data()
