"""The WeChat channel: the same advisor in an official account and in WeCom's customer service."""
