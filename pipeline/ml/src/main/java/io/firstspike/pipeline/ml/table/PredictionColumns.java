package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.ml.predict.Classification;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The values of the columns of predictions: label, potential, margin, model version. Label,
 * potential and margin are null where the network is silent.
 */
public final class PredictionColumns {

  /** The types of the columns. */
  public static final List<TypeInformation<?>> TYPES =
      List.of(Types.STRING, Types.FLOAT, Types.FLOAT, Types.STRING);

  private PredictionColumns() {}

  static Object[] values(Decision decision, NetworkSpec spec, String version) {
    return values(Classification.of(decision, spec, version));
  }

  /** The values of a classification. */
  public static Object[] values(Classification decided) {
    boolean silent = decided.label().isEmpty();
    return new Object[] {
      decided.label().orElse(null),
      silent ? null : (Float) decided.potential(),
      silent ? null : (Float) decided.margin(),
      decided.modelVersion()
    };
  }
}
