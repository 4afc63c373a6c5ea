"""The seed notebook's steps, against a local server: klines into a table, then prices by local time.

usage: seed_notebook.py http://127.0.0.1:PORT, with python-binance 0.7.11
(no pandas: its DataFrame is a list of rows here, its printing `str` of the numbers)"""
import sys
from datetime import datetime, timedelta, timezone
from binance.client import Client

TRADING_PAIR = 'ADABNB'
Client.API_URL = sys.argv[1] + '/api'
client = Client('key', 'secret')
candles = client.get_klines(symbol=TRADING_PAIR, interval=Client.KLINE_INTERVAL_5MINUTE)
columns = ['Open Time', 'Open', 'High', 'Low', 'Close', 'Volume', 'Close Time', 'QAV', 'No. Trades',
           'Taker BBAV', 'Taker BQAV', 'Ignore']
data = [dict(zip(columns, candle)) for candle in candles]
for row in data:
    for name in ('Open', 'High', 'Low', 'Close', 'Volume', 'QAV', 'Taker BBAV', 'Taker BQAV'):
        row[name] = float(row[name])
for row in data[:5]:
    print(','.join(str(row[name]) for name in columns))
# The author's zone: America/Sao_Paulo, UTC-3.
zone = timezone(timedelta(hours=-3))
for row in data[:5]:
    opened = datetime.fromtimestamp(row['Open Time'] / 1000, zone)
    prices = [row[name] for name in ('Open', 'High', 'Low', 'Close', 'Volume')]
    print(opened.strftime('%Y-%m-%d %H:%M:%S'), *prices, sep=',')
