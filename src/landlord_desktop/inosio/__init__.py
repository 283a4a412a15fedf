"""All knowledge of the wire contract: client, values, errors and the token. Money is cents, ids are text."""
