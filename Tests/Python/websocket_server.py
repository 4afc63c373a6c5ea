"""A websocket server that is not ours: sends the frames of a file and writes down what it sent.

websocket_server.py --frames FILE --sent FILE [--cert PEM --key PEM] [--limit N] [--cut N --skip K] …

Prints its port, then one line per event. FILE holds lines `ns payload` (gzip or not). What was sent on
each connection goes to --sent: `connection kind length payload`, the recording's own order of fields.
Trades that were skipped can be fetched at /api/v3/historicalTrades, as from Binance.
"""

import argparse
import asyncio
import gzip
import json
import ssl
import sys
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

arguments = argparse.ArgumentParser()
arguments.add_argument("--frames", required=True)
arguments.add_argument("--sent", required=True)
arguments.add_argument("--cert")
arguments.add_argument("--key")
arguments.add_argument("--limit", type=int, default=0, help="send so many frames, then nothing")
arguments.add_argument("--cut", type=int, default=0, help="abort a connection after so many frames")
arguments.add_argument("--skip", type=int, default=0, help="frames lost at each cut")
arguments.add_argument("--burst", type=int, default=50, help="frames between two pauses")
arguments.add_argument("--pause", type=float, default=0.001, help="seconds between two bursts")
arguments.add_argument("--garbage", action="store_true", help="binary, broken and odd frames too")
arguments.add_argument("--error-at", type=int, default=0, help="after so many frames: e: error")
arguments.add_argument("--shutdown-at", type=int, default=0, help="after so many: serverShutdown")
arguments.add_argument("--refuse", type=int, default=0, help="answer so many connects with 503")
arguments.add_argument("--block", type=int, default=0, help="answer REST with 429, for so many s")
arguments.add_argument("--loop", action="store_true", help="begin again at the end")
options = arguments.parse_args()

opener = gzip.open if options.frames.endswith(".gz") else open
with opener(options.frames, "rb") as file:
    frames = [line.rstrip(b"\n").split(b" ", 1)[1] for line in file]
trades = {}
for frame in frames:
    if b'"e":"trade"' in frame:
        data = json.loads(frame)["data"]
        trades[data["t"]] = data

sent = open(options.sent, "wb")
position = 0
connections = 0
refusals = options.refuse
has_erred = False
has_announced = False


def tell(*words):
    print(*words, flush=True)


def note(connection, kind, payload):
    sent.write(b"%d %s %d %s\n" % (connection, kind, len(payload), payload))
    sent.flush()


async def send(socket, connection, payload, kind=b"t"):
    await socket.send(payload if kind == b"b" else payload.decode(), text=kind == b"t")
    note(connection, kind, payload)


async def garbage(socket, connection):
    for kind, payload in [
        (b"b", bytes(range(256))),
        (b"t", b"not json at all \xe5\xb8\x81"),
        (b"t", b'{"stream":"x@trade","data":{"e":"trade","t":99999999999999999999}}'),
        (b"t", b""),
        (b"t", b"line\nfeeds\n\n"),
    ]:
        await send(socket, connection, payload, kind)
    # One message in three fragments.
    await socket.send(["frag", "men", "ted"])
    note(connection, b"t", b"fragmented")


async def handle(socket):
    global connections, position, has_erred, has_announced
    connections += 1
    connection = connections
    tell("open", connection, socket.request.path)
    count = 0
    try:
        if options.garbage:
            await garbage(socket, connection)
        while True:
            if options.limit and position >= options.limit:
                tell("done", position)
                await socket.wait_closed()
                return
            if position >= len(frames):
                if not options.loop:
                    tell("done", position)
                    await socket.wait_closed()
                    return
                position = 0
            payload = frames[position]
            position += 1
            await send(socket, connection, payload)
            count += 1
            if options.error_at and position >= options.error_at and not has_erred:
                has_erred = True
                await send(socket, connection, b'{"e":"error","type":"Test","m":"made to fail"}')
                await socket.wait_closed()
                return
            if options.shutdown_at and position >= options.shutdown_at and not has_announced:
                has_announced = True
                text = b'{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}'
                await send(socket, connection, text)
            if options.cut and count >= options.cut:
                tell("cut", connection)
                # Everything sent so far must arrive: only what comes after is lost.
                socket.transport.write_eof() if socket.transport.can_write_eof() else None
                socket.transport.close()
                position += options.skip
                return
            if count % options.burst == 0:
                await asyncio.sleep(options.pause)
    except ConnectionClosed:
        pass
    finally:
        tell("closed", connection, socket.close_code)


def rest(socket, request):
    global refusals
    if request.headers.get("Upgrade"):
        if refusals > 0:
            refusals -= 1
            response = socket.respond(503, "come back later\n")
            response.headers["Retry-After"] = "1"
            return response
        return None
    url = urlsplit(request.path)
    query = {name: values[-1] for name, values in parse_qs(url.query).items()}
    tell("GET", request.path)
    if options.block:
        response = socket.respond(429, '{"code":-1003,"msg":"too many requests"}')
        response.headers["Retry-After"] = str(options.block)
        return response
    if url.path != "/api/v3/historicalTrades":
        return socket.respond(404, '{"code":-1,"msg":"no such path"}')
    first = int(query["fromId"])
    rows = []
    for number in range(first, first + int(query.get("limit", 500))):
        if number in trades:
            data = trades[number]
            rows.append({
                "id": number, "price": data["p"], "qty": data["q"], "quoteQty": "0",
                "time": data["T"], "isBuyerMaker": data["m"], "isBestMatch": True,
            })
    response = socket.respond(200, json.dumps(rows, separators=(",", ":")))
    response.headers["X-MBX-USED-WEIGHT-1M"] = "25"
    return response


async def main():
    context = None
    if options.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    async with serve(
        handle, "127.0.0.1", 0, ssl=context, process_request=rest, compression=None,
        max_size=None, write_limit=1 << 20,
    ) as server:
        tell("port", server.sockets[0].getsockname()[1])
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
