import Recording
import RecordingSamples
import Testing

@Suite struct SegmentNameTests {
  @Test(arguments: [
    (Int64(0), "19700101T000000Z-a-000001.gz"),
    (951_782_399_999_999_999, "20000228T235959Z-a-000001.gz"),
    (951_782_400_000_000_000, "20000229T000000Z-a-000001.gz"),
    (1_723_125_600_000_000_000, "20240808T140000Z-a-000001.gz"),
    (Int64.max, "22620411T234716Z-a-000001.gz"),
  ])
  func `A name says start, session and number`(startNs: Int64, name: String) {
    let value = SegmentName(startNs: startNs, session: "a", number: 1)
    #expect(value.fileName == name)
    #expect(SegmentName(name) == value)
  }

  @Test func `Numbers of more than six digits`() {
    let value = SegmentName(startNs: 0, session: "a.b_c", number: 12_345_678)
    #expect(value.fileName == "19700101T000000Z-a.b_c-12345678.gz")
    #expect(SegmentName(value.fileName) == value)
  }

  @Test(arguments: [
    "", ".gz", "a.gz", "20240808T140000Z-a-000001", "20240808T140000-a-000001.gz",
    "20241308T140000Z-a-000001.gz", "20240808T240000Z-a-000001.gz",
    "20240808T140000Z--000001.gz", "20240808T140000Z-a-1.gz", "20240808T140000Z-a-000000.gz",
    "20240808T140000Z-a-+00001.gz", "20240808T140000Z-a-b-000001.gz",
    "20240808T140000Z-ä-000001.gz", "20240808T140000Z-a-99999999999999999999.gz",
    "20240808T140000Z-a-9223372036854775807.gz", "99991231T235959Z-a-000001.gz",
    "19691231T235959Z-a-000001.gz",
  ])
  func `Other names are none`(name: String) {
    #expect(SegmentName(name) == nil)
  }
}
