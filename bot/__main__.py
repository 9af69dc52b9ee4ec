"""The command line: `python -m bot`."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from typing import Annotated

import httpx
import typer
from honcho.manager import Manager

from bot import desk_commands, law_commands, model, triage_commands, wechat_commands
from bot.law.check import check_law_files
from bot.law.files import LawFileError
from bot.services import ROOT, Ports, services
from bot.settings import Settings, SettingsError
from bot.web.wechat.settings import WeChatSettings

app = typer.Typer(add_completion=False, no_args_is_help=True, help="退货参谋")
app.add_typer(law_commands.app, name="law")
app.add_typer(wechat_commands.app, name="wechat")
app.add_typer(desk_commands.app, name="desk")
app.command()(triage_commands.triage)


@app.command()
def run() -> None:
    """启动三个进程（Rasa、动作服务、网页），一直运行到按 Ctrl+C。"""
    try:
        Settings.from_env()
        WeChatSettings.from_env()
        ports = Ports.from_environment()
        check_law_files()
    except (SettingsError, LawFileError) as error:
        raise SystemExit(str(error)) from None
    _require_free(ports)
    manager = Manager()
    # honcho stops its processes on SIGINT and SIGTERM; a closed terminal must do so, too.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    for service in services(ports, ROOT / "var"):
        manager.add_process(service.name, service.restarting, env=_environment(service.environment))
    threading.Thread(target=_announce, args=(ports,), daemon=True).start()
    manager.loop()
    raise typer.Exit(manager.returncode or 0)


@app.command()
def train(force: Annotated[bool, typer.Option(help="没有变化也重新训练")] = False) -> None:
    """训练模型；训练数据、配置和组件都没变时跳过。"""
    if model.is_current() and not force:
        return
    print("训练模型 …", flush=True)
    model.train()


@app.command()
def validate() -> None:
    """检查 Rasa 的领域、规则和训练数据是否一致。"""
    model.rasa("data", "validate", "--fail-on-warnings")


@app.command()
def ask(
    story: Annotated[str, typer.Argument(help="用平常话说发生了什么")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 advice/1 JSON")] = False,
) -> None:
    """在终端里问一件事；需要先在另一个窗口运行 make run。"""
    base = f"http://127.0.0.1:{Ports.from_environment().web}"
    try:
        with httpx.Client(base_url=base, timeout=10, trust_env=False) as client:
            session = client.post("/api/chat").raise_for_status().json()["session"]
            for number in range(1_000):
                answer = client.post(
                    f"/api/chat/{session}/messages", json={"id": str(number), "text": story}
                )
                body = answer.json()
                if answer.is_error:
                    raise SystemExit(body["error"]["message"])
                _print_replies(body["replies"], as_json)
                open_question = any(reply["question"] for reply in body["replies"])
                if not (open_question and sys.stdin.isatty()):
                    return
                story = input("你：")
    except httpx.ConnectError:
        raise SystemExit("退货参谋还没有启动：请先在另一个窗口运行 make run。") from None
    except httpx.HTTPError as error:
        raise SystemExit(f"退货参谋没有回应（{type(error).__name__}），请过一会儿再试。") from None
    except EOFError:
        return


def _print_replies(replies: list[dict[str, object]], as_json: bool) -> None:
    for reply in replies:
        if as_json:
            print(json.dumps(reply["advice"] or reply["question"] or reply, ensure_ascii=False))
        else:
            print(reply["text"], end="\n\n")


def _environment(extra: dict[str, str]) -> dict[str, str]:
    return os.environ | {"PYTHONUNBUFFERED": "1"} | extra


def _require_free(ports: Ports) -> None:
    """Ends with a clear word where a port is taken: the processes would only die again and again."""
    names = {"PORT": ports.web, "RASA_PORT": ports.rasa, "ACTIONS_PORT": ports.actions}
    for name, port in names.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise SystemExit(
                    f"端口 {port} 用不了（{error.strerror}）。换一个再试，比如：{name}={port + 1} make run"
                ) from None


def _announce(ports: Ports) -> None:
    """Prints the address once everything answers."""
    url = f"http://127.0.0.1:{ports.web}/readyz"
    while True:
        try:
            if httpx.get(url, timeout=2, trust_env=False).is_success:
                break
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    print(f"\n退货参谋已经启动：http://localhost:{ports.web}\n", flush=True)


if __name__ == "__main__":
    app()
