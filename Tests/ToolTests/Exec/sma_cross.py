#!/usr/bin/env python3
import json, sys
closes = []
for line in sys.stdin:
    event = json.loads(line)
    if "candle" in event: closes.append(event["candle"]["close"])
    fast, slow = sum(closes[-10:]) / 10, sum(closes[-30:]) / 30
    turns = len(closes) >= 30 and (fast > slow) != (event["sellable"] > 0)
    print(json.dumps([{"target": int(fast > slow)}] if turns else []), flush=True)
