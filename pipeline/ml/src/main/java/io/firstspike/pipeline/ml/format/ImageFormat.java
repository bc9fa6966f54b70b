package io.firstspike.pipeline.ml.format;

import io.firstspike.pipeline.ml.predict.OnError;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** Describes to a connector how it decodes images. */
record ImageFormat(PixelLayout layout, OnError onError)
    implements DecodingFormat<DeserializationSchema<RowData>> {

  @Override
  public DeserializationSchema<RowData> createRuntimeDecoder(
      DynamicTableSource.Context context, DataType columns) {
    return new ImageDeserialization(
        layout,
        onError,
        ImageColumns.of((RowType) columns.getLogicalType()),
        context.createTypeInformation(columns));
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }
}
