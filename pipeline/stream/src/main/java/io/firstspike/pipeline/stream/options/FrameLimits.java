package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.image.ImageLimits;
import picocli.CommandLine.Option;

/** Bounds what an image from outside may measure. */
public final class FrameLimits {

  /** Bytes or pixels of a frame: a decoded one then takes at most some 700 MB for a moment. */
  private static final int MOST = 64 << 20;

  @Option(
      names = "--max-frame-bytes",
      paramLabel = "N",
      defaultValue = "" + ImageLimits.DEFAULT_BYTES,
      description =
          "Bytes of the largest frame, 1 to 67,108,864; a topic must take them, too (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxFrameBytes;

  @Option(
      names = "--max-frame-pixels",
      paramLabel = "N",
      defaultValue = "" + ImageLimits.DEFAULT_PIXELS,
      description =
          "Pixels (height x width) of the largest frame, 1 to 67,108,864 (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxFramePixels;

  public ImageLimits limits() {
    Ranges.require("--max-frame-bytes", maxFrameBytes, 1, MOST);
    Ranges.require("--max-frame-pixels", maxFramePixels, 1, MOST);
    return new ImageLimits(maxFrameBytes, maxFramePixels);
  }
}
