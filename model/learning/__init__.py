"""Where the model learns; only here scikit-learn, jieba and pypinyin are imported."""
