package dev.convoy.hadoop;

import dev.convoy.files.FilePath;
import java.io.Serializable;

/**
 * What all files of a table of encoded images have in common.
 *
 * @param folder where paths of images begin
 * @param columns that are read
 * @param labels what labels become
 */
record EncodedTable(FilePath folder, EncodedColumns columns, RowLabels labels)
    implements Serializable {}
