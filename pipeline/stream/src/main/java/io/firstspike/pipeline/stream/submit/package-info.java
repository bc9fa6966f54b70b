/** Main class of the job jar: jobs on the Flink cluster whose client starts it. */
package io.firstspike.pipeline.stream.submit;
