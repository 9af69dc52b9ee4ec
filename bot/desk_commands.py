"""The command line's `desk`: the accounts of the mediation desk."""

from __future__ import annotations

import asyncio
import getpass
import secrets
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.desk.accounts import Accounts, NameTaken, Role, UnknownUser, WeakPassword
from bot.settings import Settings, SettingsError
from bot.store import Store

BY = "命令行"

app = typer.Typer(no_args_is_help=True, help="调解工作台的账号")

Name = Annotated[str, typer.Argument(help="登录用的账号名")]
OneTime = Annotated[bool, typer.Option("--generate", help="不问密码，生成一个并显示")]


@app.command()
def adduser(
    name: Name,
    role: Annotated[
        Role, typer.Option(help="mediator 调解员、lead 组长、admin 管理员")
    ] = Role.MEDIATOR,
    display: Annotated[str, typer.Option(help="显示的名字，不填就用账号名")] = "",
    generate: OneTime = False,
) -> None:
    """新建一个账号。"""
    password = _password(generate)
    _with_accounts(lambda to: to.add(name, display or name, role, password, datetime.now(UTC), BY))
    print(f"建好了：{name}（{role.name_zh}）。到 /desk 登录。")
    _show(password, generate)


@app.command()
def reset_password(name: Name, generate: OneTime = False) -> None:
    """换一个密码；停用和锁住的账号也重新能用，已登录的要重新登录。"""
    password = _password(generate)
    _with_accounts(lambda to: to.reset_password(name, password, datetime.now(UTC), BY))
    print(f"{name} 的密码换好了。")
    _show(password, generate)


@app.command()
def disable(name: Name) -> None:
    """停用一个账号，马上退出它的登录。"""
    _with_accounts(lambda to: to.disable(name, datetime.now(UTC), BY))
    print(f"{name} 已停用。")


def _password(generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(12)
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("密码（至少12个字符）：")
    if getpass.getpass("再输一遍：") != first:
        raise SystemExit("两遍不一样，没有改动。")
    return first


def _show(password: str, generate: bool) -> None:
    if generate:
        print(f"密码：{password}  （只显示这一次）")


def _with_accounts(change: Callable[[Accounts], Awaitable[None]]) -> None:
    async def run() -> None:
        store = await Store.open(Settings.from_env().database_url)
        try:
            await change(Accounts(store))
        finally:
            await store.close()

    try:
        asyncio.run(run())
    except SettingsError as error:
        raise SystemExit(str(error)) from None
    except WeakPassword as weak:
        raise SystemExit(str(weak)) from None
    except NameTaken:
        raise SystemExit("已经有这个账号了。换一个名字，或者用 reset-password 换密码。") from None
    except UnknownUser:
        raise SystemExit("没有这个账号。") from None
    except ValueError:
        raise SystemExit("账号名和显示的名字都要有，各不超过64个字符。") from None
