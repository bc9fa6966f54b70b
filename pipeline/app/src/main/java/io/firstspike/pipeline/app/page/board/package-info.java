/** What the page shows of a pipeline: an aggregate of its records, of bounded size. */
package io.firstspike.pipeline.app.page.board;
