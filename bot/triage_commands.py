"""The command line's `triage`: a month of complaint forms at once."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.clock import Clock
from bot.priority import Level
from bot.services import MODEL
from bot.settings import Settings, SettingsError
from bot.triage import run
from bot.triage.reading import InputError
from bot.triage.run import AlreadyThere, OtherInput, Summary
from bot.triage.understanding import NoModel


def triage(
    source: Annotated[Path, typer.Argument(metavar="IN", help="投诉表：.csv、.xlsx 或 .jsonl")],
    output: Annotated[Path, typer.Option("-o", metavar="OUT", help="结果写到哪里，格式看后缀")],
    workers: Annotated[int, typer.Option(min=1, max=64, help="几个进程一起读")] = os.cpu_count()
    or 1,
    restart: Annotated[bool, typer.Option(help="不接着上次的，从头来")] = False,
) -> None:
    """批量分拣投诉：每件的情形、谁出哪笔钱、期限、还差什么、轻重缓急。"""
    if not MODEL.exists():
        raise SystemExit("还没有模型：请先运行 make train。")
    console = Console()
    try:
        today = Clock(Settings.from_env().today).today()
        with _bar(console) as bar:
            task = bar.add_task("分拣", total=None, errors=0)

            def show(summary: Summary, total: int) -> None:
                bar.update(task, completed=summary.rows, total=total, errors=summary.errors)

            job = run.triage(source, output, today, workers, restart=restart, progress=show)
            summary = asyncio.run(job)
    except KeyboardInterrupt:
        raise SystemExit("停下了。同样的命令再运行一次，会接着做。") from None
    except (InputError, SettingsError) as error:
        raise SystemExit(str(error)) from None
    except AlreadyThere:
        raise SystemExit(f"{output} 已经有了。要重做，加上 --restart。") from None
    except OtherInput:
        raise SystemExit(
            "上次没做完的不是这份表，或者不是同一天。要重做，加上 --restart。"
        ) from None
    except NoModel:
        raise SystemExit("读投诉的进程启动不了。请先运行 make run 看看能不能用。") from None
    except OSError as error:
        raise SystemExit(
            f"结果写不进去（{error.strerror}）。腾出地方后，同样的命令再运行一次，会接着做。"
        ) from None
    _tell(console, summary, output)


def _bar(console: Console) -> Progress:
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("读不了的 {task.fields[errors]}"))
    return Progress("{task.description}", *columns, TimeRemainingColumn(), console=console)


def _tell(console: Console, summary: Summary, output: Path) -> None:
    console.print(f"共{summary.rows}件，读不了的{summary.errors}件，写在 {output}")
    console.print(
        f"内容和前面一样的{summary.same}件，同一投诉人再来的{summary.repeated}件", highlight=False
    )
    levels = "，".join(f"{level.name_zh}{summary.levels[level.value]}" for level in Level)
    console.print(f"轻重缓急：{levels}", highlight=False)
    for name, count in summary.situations.most_common():
        console.print(f"  {name}：{count}", highlight=False)
