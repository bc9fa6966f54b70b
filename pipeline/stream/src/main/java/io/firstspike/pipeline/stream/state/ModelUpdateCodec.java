package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.engine.model.Provenance;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

final class ModelUpdateCodec implements Codec<ModelUpdate> {

  private static final int ROW_VERSION = 1;

  @Override
  public String id() {
    return "model-update";
  }

  @Override
  public Class<ModelUpdate> type() {
    return ModelUpdate.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(ModelUpdate update, DataOutput out) throws IOException {
    out.writeBoolean(update instanceof ModelRow);
    out.writeUTF(update.modelKey());
    if (update instanceof ModelRow row) {
      Fields.writeText(row.layer(), out);
      out.writeInt(row.map());
      Fields.writeText(row.modelVersion(), out);
      Codecs.WEIGHT_ROW.write(row.weights(), out);
    } else {
      writeManifest((ModelManifest) update, out);
    }
  }

  @Override
  public ModelUpdate read(int version, DataInput in) throws IOException {
    boolean row = in.readBoolean();
    String modelKey = in.readUTF();
    return row
        ? new ModelRow(
            modelKey,
            Fields.readText(in),
            in.readInt(),
            Fields.readText(in),
            Codecs.WEIGHT_ROW.read(ROW_VERSION, in))
        : new ModelManifest(
            modelKey,
            Fields.readText(in),
            Fields.readText(in),
            readProvenance(in),
            // The versions of the two codecs have always changed together.
            Codecs.PROGRESS.read(version, in),
            Fields.readText(in),
            readRows(in));
  }

  private static void writeManifest(ModelManifest manifest, DataOutput out) throws IOException {
    Fields.writeText(manifest.modelVersion(), out);
    Fields.writeText(manifest.specYaml(), out);
    Provenance provenance = manifest.provenance();
    Fields.writeText(provenance.software(), out);
    out.writeLong(provenance.seed());
    Fields.writeText(provenance.data(), out);
    out.writeLong(provenance.framesLearned());
    out.writeLong(provenance.labelsLearned());
    Codecs.PROGRESS.write(manifest.progress(), out);
    Fields.writeText(manifest.sha256(), out);
    out.writeInt(manifest.rows().size());
    for (Map.Entry<String, Integer> rows : manifest.rows().entrySet()) {
      Fields.writeText(rows.getKey(), out);
      out.writeInt(rows.getValue());
    }
  }

  private static Provenance readProvenance(DataInput in) throws IOException {
    return new Provenance(
        Fields.readText(in), in.readLong(), Fields.readText(in), in.readLong(), in.readLong());
  }

  private static Map<String, Integer> readRows(DataInput in) throws IOException {
    int layers = in.readInt();
    Map<String, Integer> rows = new HashMap<>();
    for (int i = 0; i < layers; i++) {
      rows.put(Fields.readText(in), in.readInt());
    }
    return rows;
  }
}
