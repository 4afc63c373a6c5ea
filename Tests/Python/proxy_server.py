"""A proxy that is not ours: HTTP's CONNECT or SOCKS 5, with a user and a password if one is given.

proxy_server.py [--kind http|socks5] [--user NAME:PASSWORD] [--refuse]

Prints `port N`, then `connect HOST:PORT` for each connection that it makes and `refused` for each that it
does not. With --refuse it makes none.
"""

import argparse
import asyncio
import base64
import struct

arguments = argparse.ArgumentParser()
arguments.add_argument("--kind", choices=["http", "socks5"], default="http")
arguments.add_argument("--user")
arguments.add_argument("--refuse", action="store_true")
options = arguments.parse_args()


def tell(*words):
    print(*words, flush=True)


async def pour(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def http(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    fields = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    secret = options.user and "Basic " + base64.b64encode(options.user.encode()).decode()
    if secret and fields.get("proxy-authorization") != secret.lower():
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return None
    if options.refuse or method != "CONNECT":
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        return None
    host, port = target.rsplit(":", 1)
    return host, int(port), b"HTTP/1.1 200 Connection established\r\n\r\n"


async def socks(reader, writer):
    _, count = await reader.readexactly(2)
    methods = await reader.readexactly(count)
    wanted = 2 if options.user else 0
    if wanted not in methods:
        writer.write(b"\x05\xff")
        return None
    writer.write(bytes([5, wanted]))
    if options.user:
        _, length = await reader.readexactly(2)
        name = await reader.readexactly(length)
        password = await reader.readexactly((await reader.readexactly(1))[0])
        if (name + b":" + password).decode() != options.user:
            writer.write(b"\x01\x01")
            return None
        writer.write(b"\x01\x00")
    _, _, _, kind = await reader.readexactly(4)
    assert kind == 3
    host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    (port,) = struct.unpack(">H", await reader.readexactly(2))
    if options.refuse:
        writer.write(b"\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00")
        return None
    return host, port, b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00"


async def serve(reader, writer):
    try:
        made = await (http if options.kind == "http" else socks)(reader, writer)
        if made is None:
            tell("refused")
            await writer.drain()
            writer.close()
            return
        host, port, answer = made
        other_reader, other_writer = await asyncio.open_connection(host, port)
        tell(f"connect {host}:{port}")
        writer.write(answer)
        await asyncio.gather(pour(reader, other_writer), pour(other_reader, writer))
    except (ConnectionError, asyncio.IncompleteReadError, OSError):
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    tell("port", server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
