package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.TableFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Table function {@code SNN_ENCODE(image)}: encodes an image as the first volley of a network.
 *
 * <pre>{@code
 * tables.createTemporarySystemFunction(
 *     "SNN_ENCODE", SnnEncode.of(NetworkSpec.load("firstspike-2026")));
 * Table spikes =
 *     tables.sqlQuery("SELECT id, latency, y, x FROM frames, LATERAL TABLE(SNN_ENCODE(image))");
 * }</pre>
 *
 * It gives a row for each spike, in the order of time: latency (the time step), map, y and x of the
 * neuron. Neurons that stay silent have no row.
 */
@API(status = Status.MAINTAINED)
public final class SnnEncode extends TableFunction<RowData> {

  private static final DataType SPIKE =
      DataTypes.ROW(
              DataTypes.FIELD("latency", DataTypes.INT().notNull()),
              DataTypes.FIELD("map", DataTypes.INT().notNull()),
              DataTypes.FIELD("y", DataTypes.INT().notNull()),
              DataTypes.FIELD("x", DataTypes.INT().notNull()))
          .bridgedTo(RowData.class);

  /** The network's spec; null if the job's parameters name it. */
  private final String specYaml;

  private final FunctionOptions options;
  private transient NetworkSpec spec;
  private transient ImageArgument images;
  private transient Encoder encoder;

  /** Makes a function whose network the {@linkplain FunctionParameters job's parameters} name. */
  public SnnEncode() {
    this(null, FunctionOptions.DEFAULT);
  }

  private SnnEncode(String specYaml, FunctionOptions options) {
    this.specYaml = specYaml;
    this.options = options;
  }

  /** Makes a function that encodes as {@code spec} says. */
  public static SnnEncode of(NetworkSpec spec) {
    return new SnnEncode(spec.toYaml(), FunctionOptions.DEFAULT);
  }

  /** A copy with other options. */
  public SnnEncode with(FunctionOptions other) {
    return new SnnEncode(specYaml, other);
  }

  @Override
  public void open(FunctionContext context) {
    FunctionOptions chosen = options;
    if (specYaml == null) {
      FunctionParameters parameters = new FunctionParameters(context);
      spec = parameters.network();
      chosen = parameters.over(options);
    } else {
      spec = NetworkSpec.parse("of SNN_ENCODE", specYaml, NetworkLimit.NONE);
    }
    images = new ImageArgument(chosen, context);
    encoder = new Encoder(spec.input(), spec.encoding());
  }

  /** Encodes a picture. */
  public void eval(byte[] image) {
    encode(image);
  }

  /** Encodes an image. */
  public void eval(RowData image) {
    encode(image);
  }

  /** Encodes an image. */
  public void eval(Image image) {
    encode(image);
  }

  private void encode(Object argument) {
    Image image = images.read(argument, spec.input());
    if (image == null) {
      return;
    }
    Volley volley = encoder.encode(image);
    Shape shape = volley.shape();
    for (int step = 0; step < volley.steps(); step++) {
      for (int i = volley.start(step); i < volley.end(step); i++) {
        int neuron = volley.spike(i);
        int location = neuron % shape.locations();
        collect(
            GenericRowData.of(
                step,
                neuron / shape.locations(),
                location / shape.width(),
                location % shape.width()));
      }
    }
  }

  /** Whether one image always gets one volley: not if the network is named later. */
  @Override
  public boolean isDeterministic() {
    return specYaml != null;
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return TypeInference.newBuilder()
        .inputTypeStrategy(new ArgumentTypes(false))
        .outputTypeStrategy(TypeStrategies.explicit(SPIKE))
        .build();
  }
}
