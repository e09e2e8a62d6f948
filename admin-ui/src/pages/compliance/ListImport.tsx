import { Button, FileInput, Group, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { ACCEPTED, uploadDocument } from '../../api/documents.ts';
import type { BodyOf } from '../../api/types.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';

type Source = BodyOf<'/api/v1/screening/lists', 'post'>['source'];

const SOURCES: { value: Source; label: string }[] = [
  { value: 'ofac.sdn', label: t('OFAC SDN (SDN.CSV)') },
  { value: 'ofac.alt', label: t('OFAC alternative names (ALT.CSV)') },
  { value: 'ofac.eth', label: t('OFAC digital currency addresses (ETH)') },
];

/** Takes in an edition as the publisher gave it. It counts only when somebody puts it in force. */
export function ListImport() {
  const action = useAction();
  const [opened, setOpened] = useState(false);
  const [source, setSource] = useState<Source>('ofac.sdn');
  const [publishedOn, setPublishedOn] = useState('');
  const [file, setFile] = useState<File | null>(null);

  const close = () => {
    action.clear();
    setFile(null);
    setOpened(false);
  };
  const take = async (chosen: File) => {
    const done = await action.run(async () => {
      const { id: documentId } = await uploadDocument(chosen, 'asset');
      return api.POST('/api/v1/screening/lists', { body: { source, publishedOn, documentId } });
    }, t('The edition is taken in. It counts when you put it in force.'));
    if (done) close();
  };

  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('Take in an edition')}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t('Take in an edition')}
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (file) void take(file);
          }}
        >
          <Select
            label={t('List')}
            allowDeselect={false}
            data={SOURCES}
            value={source}
            onChange={(value) => setSource(SOURCES.find((s) => s.value === value)?.value ?? source)}
          />
          <TextInput
            mt="sm"
            label={t('Published on')}
            type="date"
            required
            value={publishedOn}
            onChange={(event) => setPublishedOn(event.currentTarget.value)}
          />
          <FileInput
            mt="sm"
            label={t("The publisher's file, unchanged")}
            accept={ACCEPTED}
            required
            value={file}
            onChange={setFile}
          />
          <div style={{ marginTop: 12 }}>
            <ProblemNotice error={action.error} />
          </div>
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={close}>
              {t('Cancel')}
            </Button>
            <Button type="submit" loading={action.busy} disabled={!file || !publishedOn}>
              {t('Take in')}
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
