package io.firstspike.bench.stream;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Report;
import io.firstspike.pipeline.app.console.ReportOption;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.data.DataOptions;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.job.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that measures what many learners on the same frozen features cost beside one. */
@Command(
    name = "models",
    description = {
      "Learn with one model key, then with many, each frame of another one, in random order, in RocksDB: frames a"
          + " second and state a key. For a heap of 1 GB: FIRSTSPIKE_JAVA_OPTS=-Xmx1g."
    })
public final class ManyModels implements Callable<Integer> {

  private static final long SEED = 1;
  private static final Duration NEVER = Duration.ofDays(1);
  private static final long PATIENCE_SECONDS = 300;

  @Spec private CommandSpec command;
  @Mixin private DataOptions data;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many model keys (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Frames of each key that count, after a first one (default: ${DEFAULT-VALUE}).")
  private int passes;

  @Option(
      names = "--maps",
      paramLabel = "N",
      defaultValue = "24",
      description =
          "Feature maps; a decision neuron has nine synapses for each (default: ${DEFAULT-VALUE}).")
  private int maps;

  @Mixin private ReportOption report;

  /**
   * @param perSecond frames a second
   * @param stateBytes size of a savepoint
   */
  private record Run(double perSecond, long stateBytes) {}

  @Override
  public Integer call() throws Exception {
    report.check();
    PrintWriter out = command.commandLine().getOut();
    Dataset digits = data.train(1);
    Model model = trained(digits);
    int frames = keys * passes;
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      Run one = run(broker, model, digits, 1, frames);
      out.println("1 key: " + Figures.perSecond(one.perSecond()));
      out.flush();
      Run many = run(broker, model, digits, keys, frames);
      double ratio = one.perSecond() / many.perSecond();
      double perKey = (many.stateBytes() - one.stateBytes()) / (keys - 1.0);
      long heap = Runtime.getRuntime().maxMemory() >> 20;
      out.println(
          Table.empty()
              .row("1 key", Figures.perSecond(one.perSecond()))
              .row(Figures.count(keys) + " keys", Figures.perSecond(many.perSecond()))
              .row("one over many", String.format(Locale.ROOT, "%.2f", ratio))
              .row("state a key", Figures.count(Math.round(perKey)) + " bytes")
              .row("heap", heap + " MiB"));
      out.flush();
      report.write(
          Report.of("bench models", model.spec(), SEED)
              .with("keys", keys)
              .with("maps", maps)
              .with("oneKeyFramesPerSecond", one.perSecond())
              .with("manyKeysFramesPerSecond", many.perSecond())
              .with("manyKeysRatio", ratio)
              .with("stateBytesPerKey", perKey)
              .with("heapMebibytes", heap));
    }
    return 0;
  }

  private Model trained(Dataset digits) throws IOException {
    try (InputStream yaml = ManyModels.class.getResourceAsStream("many-models.yaml")) {
      String text = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
      NetworkSpec spec =
          NetworkSpec.parse("many-models.yaml", text).toBuilder()
              .feature("S1", f -> f.maps(maps))
              .build();
      Learner learner = Learner.fresh(spec, SEED);
      try (Trainer trainer = new Trainer(Runtime.getRuntime().availableProcessors())) {
        trainer.learnFeatures(learner, digits, TrainingListener.NONE);
      }
      return learner.snapshot(digits.name());
    }
  }

  private static Run run(EmbeddedBroker broker, Model model, Dataset digits, int keys, int frames)
      throws Exception {
    TopicNames topics = TopicNames.DEFAULT.withPrefix("keys-" + keys + "-");
    Topics.ensure(broker.clientProperties(), topics, 1);
    Properties client = broker.clientProperties();
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    Path savepoints = Files.createTempDirectory("firstspike-models");
    try (EmbeddedFlink flink = EmbeddedFlink.start(1, configuration);
        PredictionReader reader =
            new PredictionReader(
                client,
                topics.predictions(),
                "read_uncommitted",
                PredictionReader.Ids.OF_PREDICTIONS)) {
      JobClient job = flink.submit(settings(model, topics, client)::addTo);
      // Compiles the code, and makes each key its state.
      send(reader, client, topics, digits, "warm", keys, Math.max(keys, 20_000));
      FrameTimings timings = send(reader, client, topics, digits, "timed", keys, frames);
      job.stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return new Run(timings.frames() / timings.seconds(), bytes(savepoints));
    } finally {
      FileUtils.deleteDirectoryQuietly(savepoints.toFile());
    }
  }

  private static LearningSettings settings(Model model, TopicNames topics, Properties client) {
    return LearningSettings.builder(model.spec(), client)
        .topics(topics)
        .groupId(topics.frames())
        .model(Optional.of(ModelFile.toBytes(model)))
        .publishEveryLabels(Integer.MAX_VALUE)
        .publishWithin(NEVER)
        .stateStore(Optional.of(StateStore.ROCKSDB))
        .metricsWithin(NEVER)
        .build();
  }

  private static FrameTimings send(
      PredictionReader reader,
      Properties client,
      TopicNames topics,
      Dataset digits,
      String name,
      int keys,
      int frames)
      throws Exception {
    FrameTimings timings = new FrameTimings(name, frames, frames, 0);
    reader.follow(timings);
    long now = System.currentTimeMillis();
    Random random = new Random(SEED);
    Properties properties = new Properties();
    properties.putAll(client);
    properties.setProperty("client.id", ThreadOwner.LOAD_NAME + "source");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, keys).boxed().toList());
      for (int i = 0; i < frames; i++) {
        if (i % keys == 0) {
          Collections.shuffle(order, random);
        }
        int digit = i % digits.size();
        Frame frame =
            new Frame(
                "key-" + order.get(i % keys),
                name + "-0-" + i,
                digits.image(digit),
                Optional.of(digits.label(digit)),
                now);
        producer.send(FrameFormat.encodeRaw(topics.frames(), null, frame));
        timings.sent(i);
      }
    }
    if (!timings.complete(PATIENCE_SECONDS)) {
      throw new IllegalStateException(
          timings.missing() + " predictions did not come", reader.failure());
    }
    return timings;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
