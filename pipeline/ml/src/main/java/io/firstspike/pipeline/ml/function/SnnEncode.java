package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.nio.file.Path;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
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

  /** The network's spec; null if a model or the job's parameters name it. */
  private final String specYaml;

  /** The network's model; null if there is none. */
  private final ModelFromFile model;

  private final FunctionOptions options;
  private transient ImageArgument images;
  private transient ImageEncoder encoder;

  /** Makes a function whose network the {@linkplain FunctionParameters job's parameters} name. */
  public SnnEncode() {
    this(null, null, FunctionOptions.DEFAULT);
  }

  private SnnEncode(String specYaml, ModelFromFile model, FunctionOptions options) {
    this.specYaml = specYaml;
    this.model = model;
    this.options = options;
  }

  /**
   * Makes a function that encodes as {@code spec} says.
   *
   * @throws ValidationException if a graph encodes, whose numbers are in a model only
   */
  public static SnnEncode of(NetworkSpec spec) {
    return new SnnEncode(ImageEncoder.complete(spec).toYaml(), null, FunctionOptions.DEFAULT);
  }

  /**
   * Makes a function that encodes as a model does.
   *
   * @param model a file that each task must be able to read
   * @param limit the limit on the model's size
   */
  public static SnnEncode of(Path model, NetworkLimit limit) {
    return new SnnEncode(null, ModelFromFile.of(model, limit), FunctionOptions.DEFAULT);
  }

  /** A copy with other options. */
  public SnnEncode with(FunctionOptions other) {
    return new SnnEncode(specYaml, model, other);
  }

  @Override
  public void open(FunctionContext context) {
    FunctionOptions chosen = options;
    if (model != null) {
      encoder = ImageEncoder.of(model.read());
    } else if (specYaml != null) {
      encoder = ImageEncoder.of(NetworkSpec.parse("of SNN_ENCODE", specYaml, NetworkLimit.NONE));
    } else {
      FunctionParameters parameters = new FunctionParameters(context);
      encoder = parameters.encoder();
      chosen = parameters.over(options);
    }
    images = new ImageArgument(chosen, context);
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
    Image image = images.read(argument, encoder.input());
    if (image == null) {
      return;
    }
    Volley volley = encoder.encode().apply(image);
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
    return specYaml != null || model != null;
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return TypeInference.newBuilder()
        .inputTypeStrategy(new ArgumentTypes(false))
        .outputTypeStrategy(TypeStrategies.explicit(SPIKE))
        .build();
  }
}
