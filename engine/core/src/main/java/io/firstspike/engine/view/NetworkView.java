package io.firstspike.engine.view;

import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.List;

/**
 * What a network likes to see, as pictures of its input: positive where pixels should be light,
 * negative where they should be dark.
 */
public final class NetworkView {

  private NetworkView() {}

  /**
   * The filters, one a map, small ones in the middle; for colours once a plane, for
   * an encoding without filters single pixels.
   */
  public static DeepFeature filters(NetworkSpec spec) {
    List<Filter> filters = spec.encoding().appliedFilters();
    int side = filters.stream().mapToInt(Filter::window).max().orElseThrow();
    float[][] rows = new float[filters.size() * spec.input().channels().planes()][];
    for (int map = 0; map < rows.length; map++) {
      rows[map] = filters.get(map % filters.size()).centredIn(side);
    }
    return DeepFeature.pixel().superposed(Window.whole(side, side), rows);
  }

  /**
   * What the maps of layer {@code layer} like to see, through the filters and all layers below;
   * layers count as in {@link Network}. Of the decision layer, what each map likes better than they
   * do on average: only differences decide.
   *
   * @throws IllegalArgumentException if the pictures would be larger than a {@link Shape} can be
   */
  public static DeepFeature layer(Network network, int layer) {
    return layer < network.spec().features().size()
        ? before(network, layer).on(network.convolution(layer)).pictures()
        : decision(network).pictures().aboveMean();
  }

  /** What the inputs of layer {@code layer} like to see: the pooled maps below it. */
  private static Placed before(Network network, int layer) {
    if (layer == 0) {
      return encoded(network.spec());
    }
    FeatureSpec below = network.spec().features().get(layer - 1);
    return before(network, layer - 1)
        .on(network.convolution(layer - 1))
        .pooled(below.pool().pooling().window())
        .repeated(below.frozenThresholds().length);
  }

  /** What the encoding's maps like to see, pooled and with a border as it says. */
  private static Placed encoded(NetworkSpec spec) {
    EncodingSpec encoding = spec.encoding();
    Placed filtered = new Placed(filters(spec), -encoding.padding(), -encoding.padding());
    Placed pooled =
        encoding.pool() == null ? filtered : filtered.pooled(encoding.pool().pooling().window());
    int border = encoding.border();
    return new Placed(
        pooled.pictures,
        pooled.top - border * pooled.pictures.rowStride(),
        pooled.left - border * pooled.pictures.columnStride());
  }

  /** All that the decision layer looks at, one upon the other. */
  private static Placed decision(Network network) {
    List<Integer> inputs = network.spec().decisionInputs();
    Convolution layer = network.decisions();
    if (inputs.size() == 1) {
      return before(network, inputs.get(0) + 1).on(layer);
    }
    Placed all = null;
    int from = 0;
    for (int input : inputs) {
      Shape seen =
          input < 0
              ? network.convolution(0).input()
              : network.spec().features().get(input).output(network.convolution(input).output());
      float[][] rows = rows(layer);
      for (int map = 0; map < rows.length; map++) {
        rows[map] = Arrays.copyOfRange(rows[map], from, from + seen.size());
      }
      Window whole = Window.whole(seen.height(), seen.width());
      Placed part = before(network, input + 1).superposed(whole, rows);
      all = all == null ? part : all.plus(part);
      from += seen.size();
    }
    return all;
  }

  private static float[][] rows(Convolution layer) {
    float[][] rows = new float[layer.output().maps()][];
    for (int map = 0; map < rows.length; map++) {
      rows[map] = layer.row(map);
    }
    return rows;
  }

  /**
   * Pictures, and where in the image those of the first neuron lie.
   *
   * @param top row of the image where they begin; below 0: above the image
   * @param left column of the image where they begin
   */
  private record Placed(DeepFeature pictures, int top, int left) {

    Placed on(Convolution layer) {
      return superposed(layer.window(), rows(layer));
    }

    Placed superposed(Window window, float[][] rows) {
      return moved(pictures.superposed(window, rows), window);
    }

    Placed pooled(Window window) {
      return moved(pictures.pooled(window), window);
    }

    Placed repeated(int times) {
      return new Placed(pictures.repeated(times), top, left);
    }

    private Placed moved(DeepFeature grown, Window window) {
      return new Placed(
          grown,
          top - window.rowPadding() * pictures.rowStride(),
          left - window.columnPadding() * pictures.columnStride());
    }

    /** Both, where they lie, on ground that holds both. */
    Placed plus(Placed other) {
      int firstRow = Math.min(top, other.top);
      int firstColumn = Math.min(left, other.left);
      Shape ground =
          new Shape(
              pictures.shape().maps(),
              Math.max(bottom(), other.bottom()) - firstRow,
              Math.max(right(), other.right()) - firstColumn);
      float[] sum = new float[ground.size()];
      layInto(sum, ground, firstRow, firstColumn);
      other.layInto(sum, ground, firstRow, firstColumn);
      return new Placed(new DeepFeature(ground, sum, 1, 1), firstRow, firstColumn);
    }

    private int bottom() {
      return top + pictures.shape().height();
    }

    private int right() {
      return left + pictures.shape().width();
    }

    private void layInto(float[] sum, Shape ground, int firstRow, int firstColumn) {
      Shape shape = pictures.shape();
      for (int map = 0; map < shape.maps(); map++) {
        for (int row = 0; row < shape.height(); row++) {
          int target = ground.index(map, top - firstRow + row, left - firstColumn);
          int source = shape.index(map, row, 0);
          for (int column = 0; column < shape.width(); column++) {
            sum[target + column] += pictures.values()[source + column];
          }
        }
      }
    }
  }
}
