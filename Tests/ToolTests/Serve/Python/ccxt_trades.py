"""ccxt's own websocket client against a local server: the trades it gets, and the candles it builds.

usage: ccxt_trades.py http://127.0.0.1:PORT SYMBOL COUNT
prints a line `trade ID PRICE QUANTITY TIME_MS IS_BUYER_MAKER` each, then `candle OPEN_MS O H L C V`"""
import asyncio
import sys

import ccxt.pro

http, symbol, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


async def main():
    exchange = ccxt.pro.binance({
        'enableRateLimit': False, 'newUpdates': True,
        'options': {'fetchMarkets': {'types': ['spot']}, 'fetchCurrencies': False, 'tradesLimit': count},
    })
    exchange.urls['api']['public'] = http + '/api/v3'
    exchange.urls['api']['ws']['spot'] = http.replace('http', 'ws') + '/ws'
    trades = []
    try:
        await exchange.load_markets()
        while len(trades) < count:
            trades += await asyncio.wait_for(exchange.watch_trades(symbol), 20)
    finally:
        await exchange.close()
    for trade in trades:
        info = trade['info']
        print('trade', info['t'], info['p'], info['q'], info['T'], info['m'])
    for row in exchange.build_ohlcvc(trades, '1m'):
        print('candle', int(row[0]), *('%.8f' % value for value in row[1:6]))


asyncio.run(main())
