package io.firstspike.engine.view;

import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.EventsSpec.Polarity;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Computes pictures of the patterns that the neurons of a network respond to, in pixels of its
 * input: positive where pixels should be light, negative where they should be dark.
 */
@API(status = Status.MAINTAINED)
public final class NetworkView {

  private NetworkView() {}

  /**
   * The weights of the filters, one picture for each map; filters smaller than the largest are
   * centred. A colour network has the pictures once for each plane; an encoding without filters has
   * single pixels. Of a network that takes events, all slices lie over each other.
   */
  public static DeepFeature filters(NetworkSpec spec) {
    if (spec.encoding().stepped() != null) {
      // What a neuron behind other layers of neurons looks for has no picture: its maps are grey.
      int maps = spec.encoding().output(spec.input()).maps();
      return DeepFeature.pixel().superposed(Window.whole(1, 1), new float[maps][1]);
    }
    if (spec.input().events() != null) {
      return DeepFeature.pixel().superposed(Window.whole(1, 1), events(spec.input().events()));
    }
    List<Filter> filters = spec.encoding().appliedFilters();
    int side = filters.stream().mapToInt(Filter::window).max().orElseThrow();
    float[][] rows = new float[filters.size() * spec.input().channels().planes()][];
    for (int map = 0; map < rows.length; map++) {
      rows[map] = filters.get(map % filters.size()).centredIn(side);
    }
    return DeepFeature.pixel().superposed(Window.whole(side, side), rows);
  }

  /** One pixel for each map of a window: light where it became brighter, else dark. */
  private static float[][] events(EventsSpec events) {
    float[][] rows = new float[events.maps()][];
    for (int map = 0; map < rows.length; map++) {
      boolean darker =
          events.polarity() == Polarity.OFF
              || events.polarity() == Polarity.SEPARATE && map % 2 == 0;
      rows[map] = new float[] {darker ? -1 : 1};
    }
    return rows;
  }

  /**
   * The pictures of the maps of layer {@code layer}, through the filters and all layers below.
   * Those of the decision layer have their mean subtracted, since only differences decide.
   *
   * @param layer counted from 0, feature layers first, the decision layer last
   * @throws IllegalArgumentException if the pictures would be larger than a {@link Shape} can be
   */
  public static DeepFeature layer(Network network, int layer) {
    return layer < network.spec().features().size()
        ? before(network, layer).on(network.weights().table(layer)).pictures()
        : decision(network).pictures().aboveMean();
  }

  /** The pictures of the inputs of layer {@code layer}: the pooled maps of the layer below. */
  private static Placed before(Network network, int layer) {
    if (layer == 0) {
      return encoded(network.spec());
    }
    FeatureSpec below = network.spec().features().get(layer - 1);
    return before(network, layer - 1)
        .on(network.weights().table(layer - 1))
        .pooled(below.pool().pooling().window())
        .repeated(below.frozenThresholds().length);
  }

  /** The pictures of the encoding's maps, with its pooling and its border. */
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

  /** The pictures of the decision layer, through its hidden neurons. */
  private static Placed decision(Network network) {
    LayerWeights layer = network.weights().decisions();
    return network
        .weights()
        .beside(Kind.HIDDEN)
        .map(hidden -> onEvidence(network, hidden).on(layer))
        .orElseGet(() -> onEvidence(network, layer));
  }

  /** The pictures of what sees the decision layer's inputs, added up over all of them. */
  private static Placed onEvidence(Network network, LayerWeights layer) {
    List<Integer> inputs = network.spec().decisionInputs();
    if (inputs.size() == 1) {
      return before(network, inputs.get(0) + 1).on(layer);
    }
    Placed all = null;
    int from = 0;
    for (int input : inputs) {
      Shape seen = input < 0 ? network.encoded() : network.output(input);
      float[][] rows = layer.rows();
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

  /**
   * Pictures together with the position, in the image, of those of the first neuron.
   *
   * @param top row of the image at which they begin; negative if above the image
   * @param left column of the image at which they begin; negative if to the left of the image
   */
  private record Placed(DeepFeature pictures, int top, int left) {

    Placed on(LayerWeights layer) {
      return superposed(layer.layout().window(), layer.rows());
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

    /** The sum of both sets of pictures, each at its position, on an area that includes both. */
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
