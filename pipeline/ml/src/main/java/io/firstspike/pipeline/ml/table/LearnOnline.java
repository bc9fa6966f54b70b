package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.text.LabelSpelling;
import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.stream.model.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;
import org.apache.flink.util.OutputTag;

/**
 * Learns from rows as they come and publishes a model after every so many labels, when a feature
 * layer is frozen, and at the end. A row is first decided on, then learned from; rows with these
 * decisions are a side output. The first input is rows, the second the model to go on from, which
 * may be empty. Runs in one subtask, as learning has an order.
 */
public final class LearnOnline extends AbstractStreamOperator<Row>
    implements TwoInputStreamOperator<Row, Row, Row>, BoundedMultiInput {

  private static final long serialVersionUID = 1L;

  private static final String DATA = "a stream of rows";

  private static final TypeInformation<Tuple2<Long, byte[]>> EXPERIENCE =
      Types.TUPLE(Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final FreshNetwork fresh;
  private final InputColumn input;
  private final LabelColumn labels;
  private final boolean awaitsModel;
  private final int publishEvery;
  private final AddedColumns columns;
  private final OutputTag<Row> decided;
  private final TypeInformation<Row> rowType;
  private transient Learner learner;
  private transient Classifier classifier;
  private transient InputColumn.Images images;
  private transient String data;
  private transient String published;
  private transient List<Row> waiting;
  private transient ListState<Row> savedModel;
  private transient ListState<Tuple2<Long, byte[]>> savedExperience;
  private transient ListState<Row> savedRows;
  private transient int ended;

  /**
   * Makes an operator.
   *
   * @param fresh the network to begin with if no model comes
   * @param awaitsModel whether rows wait until the second input has given a model
   * @param publishEvery the number of labels between two models, at least 1
   * @param columns the columns of decisions
   * @param decided the side output of rows with decisions
   * @param rowType the type of the rows that come
   */
  public LearnOnline(
      FreshNetwork fresh,
      InputColumn input,
      LabelColumn labels,
      boolean awaitsModel,
      int publishEvery,
      AddedColumns columns,
      OutputTag<Row> decided,
      TypeInformation<Row> rowType) {
    this.fresh = fresh;
    this.input = input;
    this.labels = labels;
    this.awaitsModel = awaitsModel;
    this.publishEvery = publishEvery;
    this.columns = columns;
    this.decided = decided;
    this.rowType = rowType;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    savedModel =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("model", ModelData.TYPE));
    savedRows =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("waiting-rows", rowType));
    waiting = new ArrayList<>();
    savedRows.get().forEach(waiting::add);
    savedExperience =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("experience", EXPERIENCE));
    for (Row row : savedModel.get()) {
      goOn(ModelData.model(row));
      published = ModelData.version(row);
      Map<Long, byte[]> entries = new TreeMap<>();
      savedExperience.get().forEach(entry -> entries.put(entry.f0, entry.f1));
      learner.experience().restore(entries);
    }
    if (learner == null && !awaitsModel) {
      use(fresh.learner());
      data = DATA;
    }
  }

  private void goOn(Model model) {
    use(new Learner(model.network(), model.progress()));
    String before = model.provenance().data();
    data = before.contains(DATA) ? before : before + "; " + DATA;
  }

  private void use(Learner next) {
    learner = next;
    classifier = new Classifier(next.network());
    images = input.images(next.network().spec().input());
  }

  @Override
  public void processElement1(StreamRecord<Row> element) {
    if (learner == null) {
      waiting.add(element.getValue());
    } else {
      take(element.getValue());
    }
  }

  /** Takes the model to go on from; later ones are ignored, as learning has begun. */
  @Override
  public void processElement2(StreamRecord<Row> element) {
    if (learner == null) {
      goOn(ModelData.model(element.getValue()));
      waiting.forEach(this::take);
      waiting.clear();
    }
  }

  private void take(Row row) {
    try {
      learn(row);
    } catch (IllegalArgumentException e) {
      switch (columns.handleInvalid()) {
        case HasInvalid.SKIP -> {}
        case HasInvalid.KEEP -> tell(columns.joinNulls(row));
        default -> throw InvalidRows.failure(input.name(), e);
      }
    }
  }

  private void learn(Row row) {
    Volley encoded = classifier.encode(images.of(row));
    Optional<String> label = labels.of(row);
    label.ifPresent(this::requireRoom);
    if (learner.deciding()) {
      Volley evidence = classifier.evidence(encoded);
      Decision decision = learner.decide(evidence);
      tell(decision, row);
      label.ifPresent(text -> learn(evidence, decision, text));
    } else {
      tell(Decision.SILENT, row);
      int stage = learner.stage();
      learner.learnFeatures(classifier.features(encoded, stage));
      if (learner.stage() != stage) {
        publish();
      }
    }
  }

  private void learn(Volley evidence, Decision decision, String label) {
    learner.learnDecision(evidence, decision, place(label));
    if (learner.progress().labels() % publishEvery == 0) {
      publish();
    }
  }

  private void requireRoom(String label) {
    NetworkSpec spec = learner.network().spec();
    DecisionSpec decision = spec.decision();
    if (decision.place(label) >= 0) {
      return;
    }
    LabelSpelling.problem(label)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("its label " + problem);
            });
    if (!decision.hasRoom()) {
      throw new IllegalArgumentException(
          "label \""
              + label
              + "\" is unknown to network "
              + spec.name()
              + ", which has "
              + decision.labels()
              + " and neurons for no more: give decision.capacity a value above "
              + decision.capacity());
    }
  }

  /** The index of a label; a new one gets the next free neurons. */
  private int place(String label) {
    int place = learner.network().spec().decision().place(label);
    if (place >= 0) {
      return place;
    }
    use(learner.withLabel(LabelSpelling.tidy(label)));
    return learner.network().spec().decision().labels().size() - 1;
  }

  private void tell(Decision decision, Row row) {
    NetworkSpec spec = learner.network().spec();
    tell(columns.join(row, PredictionColumns.values(decision, spec, version())));
  }

  private void tell(Row row) {
    output.collect(decided, new StreamRecord<>(row));
  }

  private String version() {
    return ModelVersion.of(learner.network().spec().name(), learner.progress());
  }

  private void publish() {
    published = version();
    output.collect(new StreamRecord<>(Row.of(published, ModelFile.toBytes(model()))));
  }

  private Model model() {
    return learner.snapshot(data);
  }

  /** Publishes what has been learned since the last model, when there are no more rows. */
  @Override
  public void endInput(int which) {
    if (which == 2 && learner == null) {
      throw new SuppressRestartsException(
          new ValidationException("the model data to go on from has no rows: fit a model first"));
    }
    ended++;
    if (ended == 2 && !version().equals(published)) {
      publish();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    savedRows.update(waiting);
    savedModel.update(
        learner == null ? List.of() : List.of(Row.of(published, ModelFile.toBytes(model()))));
    savedExperience.clear();
    if (learner != null) {
      for (Map.Entry<Long, byte[]> entry : learner.experience().entries().entrySet()) {
        savedExperience.add(Tuple2.of(entry.getKey(), entry.getValue()));
      }
    }
  }
}
