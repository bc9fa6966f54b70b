package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The images that a graph of neurons takes, by the dimensions of its input. */
public final class ImageInput {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

  private ImageInput() {}

  /** The images that a network takes; see {@link #of(List, String)}. */
  public static InputSpec of(Plan plan, String size) {
    return of(plan.nodes().get(plan.input()).input(), size);
  }

  /**
   * The images that an input takes.
   *
   * @param taken its dimensions
   * @param size rows x columns, for an input of one dimension; null: a square, if it can be one,
   *     else a row
   * @throws GraphException if it is no image
   */
  public static InputSpec of(List<Integer> taken, String size) {
    return switch (taken.size()) {
      case 1 -> line(taken, size);
      case 2 -> new InputSpec(taken.get(0), taken.get(1));
      case 3 -> planes(taken);
      default -> throw refused(taken, "which is no image");
    };
  }

  private static InputSpec line(List<Integer> taken, String image) {
    int pixels = taken.get(0);
    int side = (int) Math.sqrt(pixels);
    int height = side * side == pixels ? side : 1;
    int width = pixels / height;
    if (image != null) {
      Matcher size = SIZE.matcher(image);
      if (!size.matches()) {
        throw new InputException("--image is " + image + ", must be rows x columns, such as 28x28");
      }
      height = Integer.parseInt(size.group(1));
      width = Integer.parseInt(size.group(2));
    }
    Channels channels = 3L * height * width == pixels ? Channels.COLOUR : Channels.GREY;
    if ((long) height * width * channels.planes() != pixels) {
      throw refused(taken, "and images of " + image + " have " + height * width + " pixels");
    }
    return new InputSpec(height, width, channels, null, Misfit.REFUSE);
  }

  private static InputSpec planes(List<Integer> taken) {
    if (taken.get(0) != 1 && taken.get(0) != 3) {
      throw refused(taken, "and images have one plane, or three of colours");
    }
    Channels channels = taken.get(0) == 1 ? Channels.GREY : Channels.COLOUR;
    return new InputSpec(taken.get(1), taken.get(2), channels, null, Misfit.REFUSE);
  }

  /** A complaint about what a network takes. */
  static GraphException refused(List<Integer> taken, String why) {
    return new GraphException("the network takes " + NodeTable.dimensions(taken) + ", " + why);
  }
}
