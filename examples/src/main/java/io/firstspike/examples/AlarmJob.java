package io.firstspike.examples;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.flow.FlowTypes;
import io.firstspike.pipeline.stream.flow.LearningFlow;
import io.firstspike.pipeline.stream.flow.LearningResults;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * A job of your own with a learning flow in its middle. What is around the flow is plain Flink:
 *
 * <pre>
 * a camera ─> mirrored pictures turned round ─> learning flow ─> alarm rule ─> lines of a file
 *                                                    └─> what was rejected ─> console
 * </pre>
 *
 * <p>The camera is a source without Kafka and delivers mirror images. The alarm rule counts, in
 * keyed state, how often in a row the network has decided for the same class. With checkpoints the
 * whole job goes on after a failure where it was, the network as well as the count.
 */
public final class AlarmJob {

  /** The class that means a fault, and the number of decisions for it in a row that alarm. */
  private static final String FAULT = "0";

  private static final int IN_A_ROW = 5;

  /** The number of good pictures, behind which only faults come. */
  private static final int GOOD = 1500;

  private static final Dataset DIGITS = MnistSample.train();
  private static final List<Image> FAULTS = faults();

  private AlarmJob() {}

  /** Runs the example. */
  public static void main(String[] args) throws Exception {
    Path file = Files.createTempFile("alarms", ".txt");
    run(file).forEach(System.out::println);
    Files.delete(file);
  }

  /** Runs the job to its end; returns the alarms, which it has written to {@code file}. */
  static List<String> run(Path file) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    DataStream<Frame> frames =
        env.fromSource(
                new DataGeneratorSource<>(AlarmJob::shot, GOOD + FAULTS.size(), FlowTypes.FRAME),
                WatermarkStrategy.noWatermarks(),
                "camera")
            .setParallelism(1)
            .map(AlarmJob::turnedRound)
            .returns(FlowTypes.FRAME)
            .setParallelism(1); // keeps the order of the frames
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick").withSchedule(Map.of("S1", 500L));
    LearningResults results = LearningFlow.builder("inspection", spec).build().addTo(frames);
    results
        .predictions()
        .keyBy(Prediction::modelKey, Types.STRING)
        .process(new Alarm())
        .sinkTo(new Lines(file.toString()))
        .setParallelism(1);
    results.rejected().print();
    env.execute("inspection");
    return Files.readAllLines(file);
  }

  private static List<Image> faults() {
    Dataset others = MnistSample.test();
    return IntStream.range(0, others.size())
        .filter(i -> others.label(i).equals(FAULT))
        .mapToObj(others::image)
        .toList();
  }

  /** Picture number {@code number} of the camera, mirrored. Only good ones come with a label. */
  private static Frame shot(long number) {
    int i = (int) number;
    boolean good = i < GOOD;
    Image image = good ? DIGITS.image(i) : FAULTS.get(i - GOOD);
    Optional<String> label = good ? Optional.of(DIGITS.label(i)) : Optional.empty();
    return new Frame(ModelKey.DEFAULT, "shot-" + number, mirrored(image), label, number);
  }

  private static Frame turnedRound(Frame frame) {
    return new Frame(
        frame.modelKey(),
        frame.frameId(),
        mirrored(frame.image()),
        frame.label(),
        frame.timestamp());
  }

  private static Image mirrored(Image image) {
    byte[] samples = image.samples();
    byte[] mirrored = new byte[samples.length];
    int width = image.width();
    for (int i = 0; i < samples.length; i++) {
      mirrored[i] = samples[i - i % width + width - 1 - i % width];
    }
    return Image.grey(image.height(), width, mirrored);
  }

  /** Gives an alarm when the class of faults has been decided for often enough in a row. */
  private static final class Alarm extends KeyedProcessFunction<String, Prediction, String> {

    private static final long serialVersionUID = 1L;

    private transient ValueState<Integer> inARow;

    @Override
    public void open(OpenContext context) {
      inARow = getRuntimeContext().getState(new ValueStateDescriptor<>("in-a-row", Types.INT));
    }

    @Override
    public void processElement(Prediction prediction, Context context, Collector<String> alarms)
        throws Exception {
      boolean fault = prediction.label().filter(FAULT::equals).isPresent();
      Integer before = inARow.value();
      int count = fault ? (before == null ? 0 : before) + 1 : 0;
      inARow.update(count);
      if (count == IN_A_ROW) {
        alarms.collect(
            prediction.frameId()
                + " is fault number "
                + count
                + " in a row, says "
                + prediction.modelVersion());
      }
    }
  }

  /** Appends lines to a file. A real sink would use {@code FileSink} or a client of its own. */
  private record Lines(String file) implements Sink<String> {

    @Override
    @SuppressWarnings("deprecation") // abstract in Flink 1.20
    public SinkWriter<String> createWriter(InitContext context) throws IOException {
      Writer writer =
          Files.newBufferedWriter(
              Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new SinkWriter<>() {
        @Override
        public void write(String line, Context where) throws IOException {
          writer.write(line + System.lineSeparator());
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
          writer.flush();
        }

        @Override
        public void close() throws IOException {
          writer.close();
        }
      };
    }
  }
}
