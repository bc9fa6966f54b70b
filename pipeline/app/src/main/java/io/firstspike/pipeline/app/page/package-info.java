/**
 * The page that shows what networks do while they do it: its server, and what it reads and writes.
 */
package io.firstspike.pipeline.app.page;
