/// Messages as the exchange sends them.
enum Sample {
  static func trade(of symbol: String, _ timeNs: Int64) -> String {
    let ms = timeNs / 1_000_000
    return #"{"stream":"\#(symbol.lowercased())@trade","data":{"e":"trade","E":\#(ms),"#
      + #""s":"\#(symbol)","t":1,"p":"1.0","q":"1.0","T":\#(ms),"m":false,"M":true}}"#
  }

  /// Of BTCUSDT, the closed minute before.
  static func kline(_ endNs: Int64) -> String {
    let endMs = endNs / 1_000_000
    return #"{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":\#(endMs),"s":"BTCUSDT","k":{"#
      + #""t":\#(endMs - 60_000),"T":\#(endMs - 1),"s":"BTCUSDT","i":"1m","f":2,"L":2,"o":"1.0","#
      + #""c":"1.0","h":"1.0","l":"1.0","v":"1.0","n":1,"x":true,"q":"1.0","V":"1.0","Q":"1.0","#
      + #""B":"0"}}}"#
  }
}
