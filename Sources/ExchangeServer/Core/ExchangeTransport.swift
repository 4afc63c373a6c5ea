/// The sockets, as the exchange sees them. Connections are named by number.
package protocol ExchangeTransport: AnyObject {
  /// Sends the same bytes, which are whole websocket frames or a part of one, to several clients.
  func send(_ wire: [UInt8], to connections: [Int])
  /// Closes a connection when everything sent has gone out.
  func close(_ connection: Int)
  /// Ends a connection at once; what has not gone out is lost.
  func abort(_ connection: Int)
  /// Bytes sent that the network has not taken yet.
  func bufferedBytes(_ connection: Int) -> Int
}
