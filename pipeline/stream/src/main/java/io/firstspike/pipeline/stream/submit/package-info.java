/** The main class of the job jar, which runs jobs on the Flink cluster whose client starts it. */
package io.firstspike.pipeline.stream.submit;
