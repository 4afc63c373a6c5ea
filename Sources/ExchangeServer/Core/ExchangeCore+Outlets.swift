/// Who gets the same bytes.
extension ExchangeCore {
  /// Moves a client to the outlet of its streams, after it has changed them or their form.
  func assignOutlet(_ connection: ClientConnection) {
    let streams = connection.session.delivered.compactMap { source.stream(named: $0) }.sorted()
    let key = Outlet.Key(
      streams: streams, isCombined: connection.session.isCombined,
      hasMicroseconds: connection.session.hasMicroseconds, isObserver: connection.isObserver,
      owner: connection.isTroubled ? connection.number : nil)
    if connection.outlet?.key == key { return }
    leaveOutlet(connection)
    if streams.isEmpty { return }
    let outlet = outlets[key] ?? makeOutlet(key)
    outlet.members.append(connection.number)
    connection.outlet = outlet
  }

  private func makeOutlet(_ key: Outlet.Key) -> Outlet {
    let outlet = Outlet(key)
    outlets[key] = outlet
    for stream in key.streams {
      while outletsByStream.count <= stream { outletsByStream.append([]) }
      if outletsByStream[stream].isEmpty { source.setWanted(stream, true) }
      outletsByStream[stream].append(outlet)
    }
    return outlet
  }

  func leaveOutlet(_ connection: ClientConnection) {
    guard let outlet = connection.outlet else { return }
    connection.outlet = nil
    outlet.members.removeAll { $0 == connection.number }
    guard outlet.members.isEmpty else { return }
    outlets[outlet.key] = nil
    dirty.removeAll { $0 === outlet }
    for stream in outlet.key.streams {
      outletsByStream[stream].removeAll { $0 === outlet }
      if outletsByStream[stream].isEmpty { source.setWanted(stream, false) }
    }
  }
}
