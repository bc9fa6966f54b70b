package io.firstspike.bench.continual;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.protocol.Change;
import io.firstspike.connectors.protocol.Drift;
import io.firstspike.connectors.protocol.Presentations;
import io.firstspike.connectors.protocol.Protocol;

/** The protocols that the benchmark can run. */
enum ProtocolRow {
  /** One pass in an order drawn by the seed. */
  SHUFFLED("shuffled", "one pass, shuffled"),
  /** Ten passes in an order drawn by the seed: nothing changes, so every alarm is a false one. */
  STEADY("steady", "ten passes, shuffled"),
  /** One pass, two classes at a time. */
  BY_CLASS("byClass", "one pass, two classes at a time"),
  /** Six passes; labels trade places after each. */
  PERMUTED("permuted", "six passes, labels permuted after each"),
  /** One pass; one image in ten has a label. */
  TENTH_LABELLED("tenthLabelled", "one pass, one image in ten labelled"),
  /** One pass; images turned by 30 degrees more after each sixth. */
  ROTATED("rotated", "one pass, rotated by 30 degrees more after each sixth"),
  /** One pass; images inverted after each sixth, and back. */
  INVERTED("inverted", "one pass, inverted and back after each sixth");

  private static final int PARTS = 6;
  private static final int STEADY_PASSES = 10;

  private final String key;
  private final String title;

  ProtocolRow(String key, String title) {
    this.key = key;
    this.title = title;
  }

  /** Its name in reports. */
  String key() {
    return key;
  }

  /** Its name for people. */
  String title() {
    return title;
  }

  /** The stream that shows {@code images}. */
  Presentations stream(Dataset images, long seed) {
    Protocol shuffled = Protocol.AS_IS.withSeed(seed).shuffled();
    long sixth = Math.max(1, (images.size() + PARTS - 1) / PARTS);
    return switch (this) {
      case SHUFFLED -> shuffled.present(images, 1);
      case STEADY -> shuffled.present(images, STEADY_PASSES);
      case BY_CLASS -> shuffled.byClass(2).present(images, 1);
      case PERMUTED ->
          shuffled
              .withDrift(Drift.every(images.size(), Change.PERMUTED_LABELS))
              .present(images, PARTS);
      case TENTH_LABELLED -> shuffled.withLabelShare(0.1).present(images, 1);
      case ROTATED -> shuffled.withDrift(Drift.every(sixth, Change.ROTATED)).present(images, 1);
      case INVERTED -> shuffled.withDrift(Drift.every(sixth, Change.INVERTED)).present(images, 1);
    };
  }

  /** The tasks whose test images show what has been kept and what was lost. */
  TestTasks tests(Presentations stream, Dataset images) {
    return switch (this) {
      case SHUFFLED, STEADY, TENTH_LABELLED -> TestTasks.whole(images);
      case BY_CLASS -> TestTasks.byClass(images, 2, stream.segmentEnds().size());
      case PERMUTED -> TestTasks.last(stream, images);
      case ROTATED, INVERTED -> TestTasks.byConcept(stream, images);
    };
  }
}
