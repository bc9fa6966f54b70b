package io.firstspike.pipeline.ml.sql;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.InputFormatOperatorFactory;
import org.apache.flink.streaming.api.operators.SourceOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.table.catalog.CatalogManager;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogBaseTable;

/**
 * Looks at each job before it is submitted: whether it ends by itself, and whether the brokers of
 * the tables that it reads let it begin.
 */
final class SubmittedJobs implements Consumer<StreamGraph> {

  /** A table in the description of a source. Flink tells in no other way what a query reads. */
  private static final Pattern TABLE =
      Pattern.compile("\\bTableSourceScan\\(table=\\[\\[(\\w+), (\\w+), (\\w+)");

  private final Supplier<CatalogManager> catalog;
  private final Duration brokerTimeout;
  private boolean bounded;
  private List<KafkaTable> tables = List.of();

  SubmittedJobs(Supplier<CatalogManager> catalog, Duration brokerTimeout) {
    this.catalog = catalog;
    this.brokerTimeout = brokerTimeout;
  }

  /**
   * Looks at a job.
   *
   * @throws SqlException if one of its tables cannot be used
   */
  @Override
  public void accept(StreamGraph job) {
    bounded =
        job.getSourceIDs().stream()
            .allMatch(source -> bounded(job.getStreamNode(source).getOperatorFactory()));
    tables = tables(job);
    tables.forEach(table -> table.requireUsable(brokerTimeout));
  }

  private static boolean bounded(StreamOperatorFactory<?> source) {
    return source instanceof SourceOperatorFactory<?> known
        ? known.getBoundedness() == Boundedness.BOUNDED
        : source instanceof InputFormatOperatorFactory<?>;
  }

  private List<KafkaTable> tables(StreamGraph job) {
    Map<ObjectIdentifier, KafkaTable> found = new HashMap<>();
    for (StreamNode node : job.getStreamNodes()) {
      String description = String.valueOf(node.getOperatorDescription());
      Matcher table = TABLE.matcher(description);
      // Hints may give a table other options, which are not known here.
      if (table.find() && !description.contains("hints=[")) {
        ObjectIdentifier place =
            ObjectIdentifier.of(table.group(1), table.group(2), table.group(3));
        options(place)
            .filter(KafkaTable::is)
            .map(options -> new KafkaTable(place.getObjectName(), options, false))
            .ifPresent(one -> found.putIfAbsent(place, one));
      }
    }
    return List.copyOf(found.values());
  }

  private Optional<Map<String, String>> options(ObjectIdentifier table) {
    return catalog
        .get()
        .getTable(table)
        .map(found -> found.<ResolvedCatalogBaseTable<?>>getResolvedTable().getOptions());
  }

  boolean lastIsBounded() {
    return bounded;
  }

  /** The tables that the last job reads from Kafka. */
  List<KafkaTable> lastRead() {
    return tables;
  }
}
