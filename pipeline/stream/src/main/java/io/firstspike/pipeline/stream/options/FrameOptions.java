package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.image.RawLayout;
import io.firstspike.pipeline.stream.frame.FrameRules;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which frames a job takes. */
public final class FrameOptions {

  @Mixin private FrameLimits limits;

  @Option(
      names = "--raw-frames",
      paramLabel = "HxW[xC]",
      description =
          "Height, width and channels (1 unless given) of raw frames whose producers send no headers,"
              + " such as 28x28 or 480x640x3. A frame of just so many bytes is raw then; any other is"
              + " an encoded image.")
  private String layout;

  @Option(
      names = "--frame-uris",
      paramLabel = "FOLDER",
      split = ",",
      description =
          "Folders that may hold the contents of frames too large for a record, which name it in the"
              + " header frame-uri: file:/data/frames/, s3://bucket/frames/ (default: none).")
  private List<String> places = List.of();

  /** The rules that the options say. */
  public FrameRules rules() {
    FrameRules rules = FrameRules.of(limits.limits());
    try {
      return rules.withLayout(layout == null ? null : layout()).withPlaces(places);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage());
    }
  }

  private RawLayout layout() {
    if (!layout.matches("[0-9]{1,9}x[0-9]{1,9}(x[0-9]{1,9})?")) {
      throw new InputException("--raw-frames must be HxW or HxWxC, such as 28x28, not " + layout);
    }
    String[] parts = layout.split("x");
    return new RawLayout(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        parts.length < 3 ? 1 : Integer.parseInt(parts[2]));
  }
}
