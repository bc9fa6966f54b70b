/**
 * Data sets of labelled images: IDX files, folders of pictures, the digits that come with the
 * program.
 */
package io.firstspike.connectors.dataset;
