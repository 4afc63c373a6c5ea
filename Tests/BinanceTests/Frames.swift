import Binance

/// Frames as Binance sent or documents them.
enum Frames {
  static let trade =
    #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}"#
  static let bookTicker =
    #"{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}"#
  static let depth =
    #"{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255308,"s":"BTCUSDT","U":50093239203,"u":50093239207,"b":[["55653.87000000","0.00000000"]],"a":[["61838.04000000","0.32332000"],["61844.30000000","0.40163000"],["61862.50000000","0.05019000"],["61862.51000000","0.00000000"]]}}"#
  static let aggTrade =
    #"{"stream":"omgbusd@aggTrade","data":{"e":"aggTrade","E":1633998288468,"s":"OMGBUSD","a":425086,"p":"13.80760000","q":"105.82000000","f":439578,"l":439578,"T":1633998288467,"m":false,"M":true}}"#
  static let usdmTrade =
    #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}}"#
  static let usdmBookTicker =
    #"{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}"#
  static let usdmDepth =
    #"{"stream":"akrousdt@depth@100ms","data":{"e":"depthUpdate","E":1626992741077,"T":1626992740974,"s":"AKROUSDT","U":600859599831,"u":600859599831,"pu":600859598737,"b":[],"a":[["0.01737","437848"]]}}"#
  static let kline =
    #"{"stream":"xemusdt@kline_1m","data":{"e":"kline","E":1681154040004,"s":"XEMUSDT","k":{"t":1681153980000,"T":1681154039999,"s":"XEMUSDT","i":"1m","f":35012468,"L":35012468,"o":"0.04110000","c":"0.04110000","h":"0.04120000","l":"0.04100000","v":"243.00000000","n":1,"x":true,"q":"9.98730000","V":"242.00000000","Q":"9.94620000","B":"0"}}}"#
  static let emptyKline =
    #"{"e":"kline","E":1682244928001,"s":"ETHUSDT","k":{"t":1682244927000,"T":1682244927999,"s":"ETHUSDT","i":"1s","f":-1,"L":-1,"o":"1870.76000000","c":"1870.76000000","h":"1870.76000000","l":"1870.76000000","v":"0.00000000","n":0,"x":true,"q":"0.00000000","V":"0.00000000","Q":"0.00000000","B":"0"}}"#
  static let continuousKline =
    #"{"e":"continuous_kline","E":1607443058651,"ps":"BTCUSDT","ct":"PERPETUAL","k":{"t":1607443020000,"T":1607443079999,"i":"1m","f":116467658886,"L":116468012423,"o":"18787.00","c":"18804.04","h":"18804.04","l":"18786.54","v":"197.664","n":543,"x":false,"q":"3715253.19494","V":"184.769","Q":"3472925.84746","B":"0"}}"#
  static let partialDepth =
    #"{"stream":"btcusdt@depth5@100ms","data":{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"],["0.0027","7"]]}}"#
  static let blockTrade =
    #"{"e":"blockTrade","E":1778500000123,"s":"BTCUSDT","t":17,"p":"81000.00000000","q":"250.00000000","T":1778500000120,"m":false}"#
  static let shutdown = #"{"e":"serverShutdown","E":1770123456789}"#
  static let clientError =
    #"{"e":"error","type":"ConnectionClosedError","m":"no close frame received or sent"}"#
  static let reply = #"{"result":null,"id":1}"#
  static let refusal = #"{"error":{"code":2,"msg":"Invalid request: too many parameters"}}"#

  /// Each frame that becomes an entry, with its kind.
  static let decoded: [(MessageKind, String)] = [
    (.trade, trade), (.bookTicker, bookTicker), (.depthUpdate, depth), (.aggTrade, aggTrade),
    (.trade, usdmTrade), (.bookTicker, usdmBookTicker), (.depthUpdate, usdmDepth),
    (.kline, kline), (.kline, emptyKline), (.continuousKline, continuousKline),
    (.partialDepth, partialDepth), (.blockTrade, blockTrade), (.serverShutdown, shutdown),
    (.error, clientError), (.reply, reply), (.error, refusal),
  ]
}
