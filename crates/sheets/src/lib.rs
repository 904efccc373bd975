//! Spreadsheets as people keep them: found headers, guessed columns, cell types, write-back.
