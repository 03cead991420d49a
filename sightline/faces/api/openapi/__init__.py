"""The API described: an OpenAPI 3.1 document made from registers and actions, so that it can't say anything else than what is done."""
