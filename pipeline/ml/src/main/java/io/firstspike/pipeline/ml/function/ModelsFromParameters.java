package io.firstspike.pipeline.ml.function;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.FunctionContext;

/** Models that the {@linkplain FunctionParameters job's parameters} name. */
record ModelsFromParameters() implements ModelSupply {

  @Override
  public boolean fixed() {
    return false;
  }

  @Override
  public FunctionOptions options(FunctionOptions own, FunctionContext context) {
    return new FunctionParameters(context).over(own);
  }

  @Override
  public OpenModels open(FunctionOptions options, FunctionContext context) {
    FunctionParameters parameters = new FunctionParameters(context);
    Optional<String> file = parameters.get(FunctionParameters.MODEL);
    ModelSupply named =
        file.isPresent()
            ? new ModelFromFile(file.get(), parameters.networkLimit())
            : topic(parameters);
    return named.open(options, context);
  }

  private static ModelsFromTopic topic(FunctionParameters parameters) {
    Properties kafka = new Properties();
    parameters.get(FunctionParameters.KAFKA_CONFIG).ifPresent(file -> load(kafka, file));
    parameters
        .get(FunctionParameters.BOOTSTRAP_SERVERS)
        .ifPresent(servers -> kafka.setProperty("bootstrap.servers", servers));
    if (kafka.isEmpty()) {
      throw new ValidationException(
          "the function has no model: SET 'pipeline.global-job-parameters' = '"
              + FunctionParameters.MODEL
              + ":FILE', or '"
              + FunctionParameters.BOOTSTRAP_SERVERS
              + ":''HOST:PORT''' to follow the topic "
              + FunctionParameters.DEFAULT_TOPIC);
    }
    return ModelsFromTopic.of(
        kafka,
        parameters.get(FunctionParameters.MODELS_TOPIC).orElse(FunctionParameters.DEFAULT_TOPIC),
        parameters.networkLimit());
  }

  private static void load(Properties kafka, String file) {
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      kafka.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ValidationException(
          FunctionParameters.KAFKA_CONFIG + " " + file + " cannot be read as Java properties: " + e,
          e);
    }
  }
}
