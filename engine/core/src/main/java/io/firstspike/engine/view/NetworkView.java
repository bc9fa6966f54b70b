package io.firstspike.engine.view;

import io.firstspike.engine.encode.EncodingSpec;
import io.firstspike.engine.encode.FilterSpec;
import io.firstspike.engine.encode.Kernel;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.Window;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.PoolSpec;

/**
 * What a network likes to see, as pictures of its input: positive where pixels should be light,
 * negative where they should be dark.
 */
public final class NetworkView {

  private NetworkView() {}

  /** The kernels of the filters, one a map, small ones in the middle. */
  public static DeepFeature filters(EncodingSpec encoding) {
    int side = encoding.filters().stream().mapToInt(FilterSpec::window).max().orElseThrow();
    float[][] rows = new float[encoding.filters().size()][side * side];
    for (int filter = 0; filter < rows.length; filter++) {
      Kernel kernel = encoding.filters().get(filter).kernel();
      int margin = (side - kernel.window()) / 2;
      for (int row = 0; row < kernel.window(); row++) {
        System.arraycopy(
            kernel.weights(),
            row * kernel.window(),
            rows[filter],
            (margin + row) * side + margin,
            kernel.window());
      }
    }
    return DeepFeature.pixel().superposed(Window.square(side, 1, 0), rows);
  }

  /**
   * What the maps of layer {@code layer} like to see, through the filters and all layers below;
   * layers count as in {@link Network}. Of the decision layer, what each map likes better than they
   * do on average: only differences decide.
   *
   * @throws IllegalArgumentException if the pictures would be larger than a {@link
   *     io.firstspike.engine.spike.Shape} can be
   */
  public static DeepFeature layer(Network network, int layer) {
    DeepFeature below = filters(network.spec().encoding());
    for (int i = 0; i < layer; i++) {
      PoolSpec pool = network.spec().features().get(i).pool();
      below =
          on(below, network.convolution(i))
              .pooled(Window.square(pool.window(), pool.stride(), pool.padding()));
    }
    DeepFeature liked = on(below, network.convolution(layer));
    return layer < network.spec().features().size() ? liked : liked.aboveMean();
  }

  private static DeepFeature on(DeepFeature below, Convolution layer) {
    float[][] rows = new float[layer.output().maps()][];
    for (int map = 0; map < rows.length; map++) {
      rows[map] = layer.row(map);
    }
    return below.superposed(layer.window(), rows);
  }
}
