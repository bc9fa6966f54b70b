package io.firstspike.examples;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.nd4j.tensor.Tensors;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.pipeline.ml.feature.SpikingFeatureExtractorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.typeinfo.DenseVectorTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Sends batches of images as tensors of ND4J through the stage that extracts features; they come
 * back as tensors, and a softmax written in ND4J learns them.
 */
public final class TensorStream {

  private static final int SIDE = 28;
  private static final int BATCH = 100;
  private static final int PASSES = 60;
  private static final double RATE = 0.5;
  private static final RowTypeInfo IMAGES =
      new RowTypeInfo(
          new TypeInformation<?>[] {DenseVectorTypeInfo.INSTANCE}, new String[] {"image"});

  private TensorStream() {}

  /** Runs the example. */
  public static void main(String[] args) throws Exception {
    System.out.printf("%.1f %% of 500 other digits are classified right%n", 100 * run("cpu"));
  }

  /**
   * Learns from 2,000 digits; returns the share of 500 others that is right.
   *
   * @param backend what executes the feature layer; {@code nd4j} gives the same features
   */
  static double run(String backend) throws Exception {
    Model model = features();
    Dataset train = MnistSample.train();
    Dataset test = MnistSample.test();
    INDArray weights = learn(fired(features(model, train, backend)), train);
    INDArray answers = fired(features(model, test, backend)).mmul(weights).argMax(1);
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      right += test.label(i).equals(String.valueOf(answers.getInt(i))) ? 1 : 0;
    }
    return (double) right / test.size();
  }

  /** A network whose feature layer has learned from 1,000 digits, and is frozen. */
  private static Model features() {
    Learner learner = Learner.fresh(NetworkSpec.load("firstspike-2026-quick"), 1);
    try (Trainer trainer = new Trainer(1)) {
      trainer.learnFeatures(learner, MnistSample.train(), TrainingListener.NONE);
    }
    return learner.snapshot("digits");
  }

  /** The features of all digits, in their order: latencies, (N, C, H, W). */
  private static INDArray features(Model model, Dataset digits, String backend) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    env.getConfig()
        .getSerializerConfig()
        .addDefaultKryoSerializer(INDArray.class, TensorSerializer.class);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    TypeInformation<INDArray> tensors = TypeInformation.of(INDArray.class);

    DataStream<INDArray> batches = env.fromData(batches(digits), tensors);
    Table images = tables.fromDataStream(batches.flatMap(TensorStream::images).returns(IMAGES));
    Table extracted =
        SpikingFeatureExtractorModel.of(tables, model)
            .setOutputCol("features")
            .setBackend(backend)
            .transform(images)[0];
    DataStream<INDArray> features =
        tables
            .toDataStream(extracted)
            .map(row -> Tensors.latencies(List.of(row.<Volley>getFieldAs("features"))))
            .returns(tensors);

    List<INDArray> all = features.executeAndCollect(digits.size());
    return Nd4j.concat(0, all.toArray(INDArray[]::new));
  }

  /** Batches of pixels, (N, 1, H, W), 0 to 255. */
  private static List<INDArray> batches(Dataset digits) {
    List<INDArray> batches = new ArrayList<>();
    for (int first = 0; first < digits.size(); first += BATCH) {
      float[][] pixels = new float[BATCH][SIDE * SIDE];
      for (int i = 0; i < BATCH; i++) {
        byte[] samples = digits.image(first + i).samples();
        for (int j = 0; j < samples.length; j++) {
          pixels[i][j] = samples[j] & 0xff;
        }
      }
      batches.add(Nd4j.createFromArray(pixels).reshape(BATCH, 1, SIDE, SIDE));
    }
    return batches;
  }

  /** The images of a batch, as the stage takes them: a vector of pixels each. */
  private static void images(INDArray batch, Collector<Row> out) {
    for (int i = 0; i < batch.size(0); i++) {
      out.collect(Row.of(new DenseVector(batch.slice(i).reshape(SIDE * SIDE).toDoubleVector())));
    }
  }

  /** 1 for each feature that fired, 0 for the others, (N, features). */
  private static INDArray fired(INDArray latencies) {
    int steps = NetworkSpec.load("firstspike-2026-quick").encoding().steps();
    return latencies
        .lt(steps)
        .castTo(DataType.FLOAT)
        .reshape(latencies.size(0), latencies.length() / latencies.size(0));
  }

  /** Softmax by gradient descent on all digits at once; returns (features, labels). */
  private static INDArray learn(INDArray fired, Dataset digits) {
    INDArray right = Nd4j.zeros(DataType.FLOAT, fired.size(0), 10);
    for (int i = 0; i < digits.size(); i++) {
      right.putScalar(i, Integer.parseInt(digits.label(i)), 1);
    }
    INDArray weights = Nd4j.zeros(DataType.FLOAT, fired.size(1), 10);
    for (int pass = 0; pass < PASSES; pass++) {
      INDArray errors = right.sub(Transforms.softmax(fired.mmul(weights), false));
      weights.addi(fired.transpose().mmul(errors).muli(RATE / fired.size(0)));
    }
    return weights;
  }

  /** Writes tensors between Flink's tasks in ND4J's own format. */
  public static final class TensorSerializer extends Serializer<INDArray> {

    @Override
    public void write(Kryo kryo, Output output, INDArray tensor) {
      try {
        byte[] bytes = Nd4j.toByteArray(tensor);
        output.writeInt(bytes.length);
        output.writeBytes(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public INDArray read(Kryo kryo, Input input, Class<INDArray> type) {
      return Nd4j.fromByteArray(input.readBytes(input.readInt()));
    }
  }
}
