import Basics

/// The JSON of the records that an import writes itself.
enum ImportedPayload {
  /// `o`: a connection that another program had open.
  static func opened(url: String, from name: String) -> [UInt8] {
    bytes([("url", .string(url)), ("importedFrom", .string(name))])
  }

  /// `x`: that program lost its connection, as its next address shows.
  static func reconnected(from name: String) -> [UInt8] {
    bytes([("reason", .string("reconnected")), ("importedFrom", .string(name))])
  }

  /// The first line of an `r` record whose body another program fetched. Captures hold only bodies
  /// of answered requests, hence the status.
  static func response(url: String, from name: String) -> [UInt8] {
    bytes([
      ("method", .string("GET")), ("url", .string(url)), ("status", .integer(200)),
      ("headers", .object([])), ("importedFrom", .string(name)),
    ])
  }

  private static func bytes(_ members: [JSONValue.Member]) -> [UInt8] {
    Array(JSONValue.object(members).text.utf8)
  }
}
