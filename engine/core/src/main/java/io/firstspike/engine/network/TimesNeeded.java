package io.firstspike.engine.network;

import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The stages of a network whose time steps can matter to a decision; in all others only which
 * neurons fire does. Depends on the present weights.
 */
@API(status = Status.INTERNAL)
public final class TimesNeeded {

  private TimesNeeded() {}

  /**
   * The number of feature layers, from the first on, that must compute time steps. In a layer with
   * inhibiting synapses, the order of its inputs decides which neurons fire, so all layers below
   * the last such one must; where the decision layer reads time steps, all must.
   */
  public static int layers(NetworkSpec spec, List<FeatureLayer> features) {
    if (spec.decision().timed()) {
      return features.size();
    }
    int last = features.size() - 1;
    while (last >= 0 && features.get(last).excitatory()) {
      last--;
    }
    return Math.max(0, last);
  }

  /**
   * Whether the decision can depend on the time steps in which the encoded image's neurons fire,
   * and not only on which of them fire.
   */
  public static boolean encoding(NetworkSpec spec, List<FeatureLayer> features) {
    return spec.decision().timed()
        || layers(spec, features) > 0
        || !features.isEmpty() && features.get(0).readsOrder();
  }
}
