"""Japanese segments as a site of technical news has them, made up from a seed: for benchmarks that need very many.

Words come from lists whose frequencies fall off as those of real words do: a short head of common ones and a long tail
of names, compounds and loan words put together from characters. Sentences come from patterns with such words in their
places. A tenth or so of the segments holds inline codes.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate


def _words(text: str) -> list[str]:
    return text.split()


NOUNS = _words("""
世界モデル 評価額 人工知能 研究所 企業 投資家 資金調達 推論 学習 画像 言語 技術 論文 成果 市場 競合 計画 予測 行動 環境
物理法則 抽象化 表現 医療 診断 規制 承認 患者 契約 収益 利用者 開発者 設計 実装 設定 手順 依存関係 環境変数 構成要素
関数 引数 戻り値 配列 文字列 状態 画面 属性 見出し 段落 記事 翻訳 用語集 辞書 検査 警告 障害 復旧 監視 通知 認証 権限
証明書 暗号化 通信 接続 遅延 性能 負荷 容量 費用 料金 予算 期限 会議 取締役 創業者 社員 拠点 提携 買収 特許 標準 仕様
互換性 移行 履歴 差分 統合 試験 網羅率 品質 信頼性 安全性 脆弱性 対策 方針 目的 背景 結論 課題 展望 事例 付録 補足
""")
LOANS = _words("""
モデル データ サーバー クライアント コンポーネント プロジェクト ファイル フォルダ ユーザー アプリ ブラウザ ページ リンク
テスト ビルド デプロイ コマンド オプション パラメータ トークン プロンプト エージェント ロボット センサー クラウド
コンテナ クラスタ パイプライン ワークフロー テンプレート モジュール パッケージ ライブラリ フレームワーク プロトコル
スタートアップ パートナー コミュニティ ドキュメント チュートリアル ガイド サンプル エラー メトリクス トレース
""")
NAMES = _words(
    "JEPA LLM AMI Meta OpenAI Google Python Rust Markdown Kubernetes Docker React Astro GitHub Linux API GPU"
)
DOINGS = _words("""
開発 公開 発表 実行 設定 確認 更新 削除 追加 変更 比較 検証 評価 導入 提供 利用 管理 保存 起動 停止 登録 送信 受信 変換
生成 解析 学習 予測 改善 検討 採用 獲得 実現 説明 参照 定義 指定 表示 共有 統合 分割 移行 監視 制限 許可 拒否 優先 省略
""")
ENDINGS = _words("""
します しました できます しています する必要があります することができます してください しません されます されました
しない する した したと述べた することを目指している
""")
ADJECTIVES = _words("新しい 重要な 大規模な 簡単な 複雑な 高速な 安全な 柔軟な 最適な 一般的な 基本的な 既存の 次の")
ADVERBS = _words("すでに 自動的に 直接 常に 必ず 通常 まだ 特に 同時に 個別に 徐々に 完全に 正しく 一度だけ")
LINKS = _words("しかし また さらに 一方 たとえば そのため つまり なお ただし 次に 最後に これにより 同社によると")
IDEOGRAPHS = sorted(
    set(
        "一国会人年大本中長出時行見月分後前生間上東今金入学高円子外来気小話女北書名川水半男電校語土木文化社経済政治産業法"
        "律制度組織団体機構関係情報通信科研教育医福祉環境保全都市農村地域住民交流際平和戦争歴史芸術音楽映画写真新聞雑誌放送"
        "局記者編集印刷販売価格競消費投資銀株式証券保険税務財算決監査契約取引輸航空船舶鉄道路建設工材料機械装置部品素回導量"
        "力光熱運動速加減乗除数値計理論実験観測析評判断選択定施管営改善効率質安基準規認検修換補給在庫物流需要供成"
    )
)
MORAE = _words("""
ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ナ ニ ネ ノ ハ ヒ フ ヘ ホ マ ミ ム メ モ ラ リ ル レ ロ ワ
ガ ギ グ ゲ ゴ ザ ジ ズ ダ デ ド バ ビ ブ ベ ボ パ ピ プ ペ ポ シャ ショ チャ フィ ティ ジェ
""")
SYLLABLES = _words("ba be co da do el fi ga in jo ka li lo ma mi na no or pa qu ra ri sa si so ta ti tor ul va vi xi")
USES = _words("概要 使い方 方法 比較 背景 例 仕組み")


class Words:
    """A list to draw from, its n-th word about as often as one n-th of the first."""

    def __init__(self, choose: random.Random, known: Sequence[str], make: Callable[[], str], size: int) -> None:
        words = dict.fromkeys(known)
        while len(words) < size:
            words[make()] = None
        self._choose = choose
        self._words = list(words)
        self._up_to = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def __call__(self) -> str:
        return self._words[bisect(self._up_to, self._choose.random() * self._up_to[-1])]


class Writer:
    """Writes segments; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        choose = self.choose = random.Random(seed)

        def put_together(parts: Sequence[str], *sizes: int) -> Callable[[], str]:
            return lambda: "".join(choose.choices(parts, k=choose.choice(sizes)))

        self._ideographs = Words(choose, NOUNS, put_together(IDEOGRAPHS, 2, 2, 2, 3), 15_000)
        self._loans = Words(choose, LOANS, put_together(MORAE, 2, 3, 3, 4, 5), 8_000)
        name = put_together(SYLLABLES, 2, 3)
        self._names = Words(choose, NAMES, lambda: name().title(), 3_000)
        self._doings = Words(choose, DOINGS, str, len(DOINGS))

    def segments(self, count: int) -> list[str]:
        """So many different ones."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.segment()] = None
        return list(found)

    def segment(self) -> str:
        """A cell, heading, list item or paragraph of 2 to 350 characters."""
        kind = self.choose.random()
        if kind < 0.12:
            return self._one(self._phrase, self._noun, self._number, lambda: f"{self._noun()}名")
        if kind < 0.27:
            return self._one(
                lambda: f"{self._phrase()}とは",
                lambda: f"{self._phrase()}の{self.choose.choice(USES)}",
                lambda: f"{self._phrase()}を{self._doings()}する",
                lambda: f"{self.choose.randint(1, 9)}. {self._phrase()}",
                lambda: f"{self._phrase()}と{self._phrase()}",
            )
        if kind < 0.55:
            return self._one(
                lambda: f"**{self._noun()}:** {self._clause()}",
                self._clause,
                self._sentence,
                lambda: f"{self._phrase()}（{self._phrase()}）",
                lambda: f"{self._phrase()}: {self._clause()}",
            )
        return "".join(self._sentence() for _ in range(self.choose.choice((1, 1, 2, 2, 3, 4, 5))))

    def edited(self, text: str) -> str:
        """A text as it may read in its next version: words and numbers changed, put in, taken out."""
        choose = self.choose
        for _ in range(1 if len(text) < 15 else choose.randint(1, 2 + len(text) // 40)):
            at = choose.randrange(len(text) + 1)
            most = max(1, len(text) // 4)
            kind = choose.random()
            if kind < 0.35:
                text = text[:at] + self._noun()[:most] + text[at + choose.randint(1, min(most, 5)) :]
            elif kind < 0.55:
                text = text[:at] + self._noun()[:most] + text[at:]
            elif kind < 0.7:
                text = text[:at] + text[at + choose.randint(1, max(1, len(text) // 6)) :]
            elif kind < 0.8:
                text = text.replace("ます。", "る。") if "ます。" in text else f"{text}です"
            elif kind < 0.9:
                text = re.sub(r"\d+", lambda _: str(choose.randint(1, 2030)), text)
            else:
                text = text[:at] + choose.choice("のはをがにで、") + text[at + 1 :]
        return text or "例"

    def _one(self, *ways: Callable[[], str]) -> str:
        return self.choose.choice(ways)()

    def _noun(self) -> str:
        kind = self.choose.random()
        return self._ideographs() if kind < 0.55 else self._loans() if kind < 0.85 else self._names()

    def _number(self) -> str:
        n = self.choose.choice((self.choose.randint(1, 9), self.choose.randint(10, 99), self.choose.randint(100, 9999)))
        day = f"{self.choose.randint(2015, 2027)}年{self.choose.randint(1, 12)}月"
        return self.choose.choice((f"{n}億ドル", f"{n}%", day, f"{n}件", f"{n}万人", f"{n}倍", f"第{n}章", f"v1.{n}"))

    def _phrase(self, depth: int = 0) -> str:
        kind = self.choose.random()
        if depth > 1 or kind < 0.35:
            return self._noun()
        ways: tuple[tuple[float, Callable[[], str]], ...] = (
            (0.50, lambda: self._noun() + self._noun()),
            (0.68, lambda: f"{self._phrase(depth + 1)}の{self._noun()}"),
            (0.78, lambda: self.choose.choice(ADJECTIVES) + self._noun()),
            (0.84, lambda: f"{self._noun()}を{self._doings()}する{self._noun()}"),
            (0.88, lambda: f"「{self._phrase(depth + 1)}」"),
            (0.92, lambda: f"`{self._names().lower()}.{self._names().lower()}`"),
            (0.95, lambda: f"[{self._noun()}](https://example.com/{self._names().lower()})"),
            (0.97, lambda: f"**{self._phrase(depth + 1)}**"),
            (1.00, lambda: f"{self._number()}の{self._noun()}"),
        )
        return next(way for share, way in ways if kind < share)()

    def _verb(self) -> str:
        return self._doings() + self.choose.choice(ENDINGS)

    def _clause(self) -> str:
        a, b, c = self._phrase(), self._phrase(), self._phrase()
        verb = self._verb()
        return self.choose.choice(
            (
                f"{a}は{b}を{verb}",
                f"{a}が{b}に{verb}",
                f"{a}では、{b}を{self.choose.choice(ADVERBS)}{verb}",
                f"{a}は{b}と{c}に分けられる",
                f"{a}の{b}は{self._number()}に達した",
                f"{a}を{self._doings()}するには、{b}を{verb}",
                f"{a}によって{b}が{verb}",
                f"{a}は{b}ではなく{c}である",
                f"{self._number()}までに{a}を{verb}",
                f"{a}について{verb}",
                f"{a}と{b}の違いは{c}にある",
                f"{a}が{self.choose.choice(ADJECTIVES)}場合は、{b}を{verb}",
                f"{a}がないと、{b}は{verb}",
            )
        )

    def _sentence(self) -> str:
        text = self._clause()
        if self.choose.random() < 0.25:
            text = f"{self.choose.choice(LINKS)}、{text}"
        if self.choose.random() < 0.25:
            text = f"{text}が、{self._clause()}"
        return f"{text}。"
