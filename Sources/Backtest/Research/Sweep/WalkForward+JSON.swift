import Basics

extension WalkForward {
  /// One object: what all tests came to, and step by step what was chosen and how it fared.
  package func json() -> String {
    var writer = JSONWriter()
    writer.object { writer in
      let stitched = stitched
      writer.number("finalEquity", stitched?.finalEquity)
      writer.number("netReturn", stitched?.netReturn?.text)
      writer.number("maxDrawdown", stitched?.maxDrawdown?.text)
      writer.object("bootstrap", bootstrap) { bootstrap, writer in
        writer.double("low", bootstrap.low)
        writer.double("median", bootstrap.median)
        writer.double("high", bootstrap.high)
        writer.double("lossShare", bootstrap.lossShare)
      }
      writer.array("steps") { writer in
        for step in steps {
          writer.object { writer in
            writer.number("trainFromMs", step.trainFromMs)
            writer.number("testFromMs", step.testFromMs)
            writer.object("train") { step.chosen.write(&$0, sliceEquity: false) }
            writer.object("test") { step.test.write(&$0, sliceEquity: true) }
          }
        }
      }
      writer.object("definitions") { writer in
        writer.string(
          "steps",
          "per window the trial with the best final equity in training, and the same parameters on the"
            + " test stretch after it: the train stretch warms the strategy up, the account opens with"
            + " the equity that the step before ended with; what was held is marked, not sold")
        writer.string("bootstrap", "multiples of the cash at the start, over all tests' slices")
      }
    }
    return writer.text
  }
}
